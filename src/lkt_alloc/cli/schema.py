"""The command `schema`."""

import json
from typing import Annotated

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.streams import write
from lkt_alloc.files.kinds import KINDS


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar=choices.metavar(KINDS),
            callback=choices.one_of(KINDS),
            autocompletion=choices.beginning(KINDS),
            help=h("The kind of file."),
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from lkt_alloc.checks.catalogue import BY_CODE
    from lkt_alloc.files.schema.json_schema import json_schema

    write(json.dumps(json_schema(kind, BY_CODE.values()), ensure_ascii=False, indent=2) + "\n", None, force=False)
