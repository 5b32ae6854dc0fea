"""A record as JSON: UTF-8, two spaces of indentation, fields in the order of the record."""

import json
from typing import Any

from lkt_alloc.language.signs import escaped
from lkt_alloc.language.words import Words


def render(record: dict[str, Any], _: Words) -> str:
    """The record as JSON text."""
    return escaped(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"
