"""What is made when the package is built: the compiled catalogs, from the `.po` files that are the source."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledCatalogs(BuildHookInterface[Any]):
    """Writes a `.mo` beside every `.po`: into the wheel, and into the tree itself for an editable installation."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogs; `version` is the kind of wheel, `standard` or `editable`."""
        del version, build_data
        for path in sorted((Path(self.root) / "src" / "lkt_alloc" / "language" / "locale").glob("*/LC_MESSAGES/*.po")):
            with path.open("rb") as po:
                catalog = read_po(po)
            with path.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, catalog)
