"""LibreOffice without a screen: workbooks recalculated."""

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from lkt_alloc.reports.workbook.cells import column_name
from tests.acceptance.programs import needed

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Every sheet as a file; numbers with all their digits, not as they are shown. Much quicker than xlsx."""


def soffice() -> str:
    """The program."""
    return needed("soffice", package="libreoffice-calc libreoffice-writer")


def recalculated(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, object]]:
    """What LibreOffice calculates in these workbooks, all in one call: for each, its cells as `sheet!A1`."""
    program, before, after, profile = soffice(), folder / "before", folder / "after", folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, "utf-8")
    before.mkdir()
    for name, raw in files.items():
        (before / f"{name}.xlsx").write_bytes(raw)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--convert-to", _CSV, "--outdir", str(after)),
            *(str(before / f"{name}.xlsx") for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=400,
    )
    return {name: _read(raw, name, after) for name, raw in files.items()}


def _read(raw: bytes, name: str, folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # our own output
    for sheet in (element.attrib["name"] for element in workbook.iter() if element.tag.endswith("}sheet")):
        with (folder / f"{name}-{sheet}.csv").open(encoding="utf-8", newline="") as file:
            for row, cells in enumerate(csv.reader(file), start=1):
                found |= {f"{sheet}!{column_name(n)}{row}": _typed(cell) for n, cell in enumerate(cells)}
    return found


def _typed(text: str) -> object:
    if re.fullmatch(r"-?[0-9]*\.?[0-9]+(E[+-]?[0-9]+)?%?", text):
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return text or None
