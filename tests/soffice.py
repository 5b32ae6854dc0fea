"""LibreOffice without a screen: workbooks recalculated, and read back with openpyxl."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The program; without it tests skip, but not in CI."""
    found = shutil.which("soffice")
    if not found:
        missing = "LibreOffice is not installed: apt-get install libreoffice-calc-nogui (or libreoffice-calc)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def recalculated(files: Mapping[str, bytes], folder: Path) -> dict[str, Workbook]:
    """The same workbooks with every formula calculated by LibreOffice, all in one call; values are read, not formulas."""
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
            *("--headless", "--convert-to", "xlsx", "--outdir", str(after)),
            *(str(before / f"{name}.xlsx") for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: openpyxl.load_workbook(after / f"{name}.xlsx", data_only=True) for name in files}
