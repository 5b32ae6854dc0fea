"""Findings read back from what each format prints: code, file, line and column of each, in order."""

import json
import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree

from lkt_alloc.checks.outcome import Checked

Read = list[tuple[str, str, int, int]]
"""Code, file, line, column."""


def found(checked: Checked) -> Read:
    """The same of the findings themselves."""
    return [(f.rule.code, f.place.file, f.place.line, f.place.column) for f in checked.findings]


def from_text(printed: str) -> Read:
    heads = re.findall(r"^(\S.*?):(\d+):(\d+): \w+\[(LKT\d{3}) [a-z-]+\]: ", printed, re.MULTILINE)
    return [(code, file, int(line), int(column)) for file, line, column, code in heads]


def from_json(printed: str) -> Read:
    return [(f["code"], f["file"], f["line"], f["column"]) for f in json.loads(printed)["findings"]]


def from_sarif(printed: str) -> Read:
    read = []
    for result in json.loads(printed)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        file = unquote(place["artifactLocation"]["uri"])
        read.append((result["ruleId"], file, region["startLine"], region["startColumn"]))
    return read


def from_github(printed: str) -> Read:
    read = []
    for command in printed.splitlines():
        (listed,) = re.findall(r"^::(?:error|warning|notice) (.*?)::.", command)
        said = dict(part.split("=", 1) for part in listed.split(","))
        file = said["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        read.append((said["title"].split()[0], file, int(said["line"]), int(said["col"])))
    return read


def from_junit(printed: str) -> Read:
    read = []
    for case in ElementTree.fromstring(printed).iter("testcase"):  # our own output
        if len(case):
            code, _, place = case.attrib["name"].split()
            line, column = place.split(":")
            read.append((code, case.attrib["classname"], int(line), int(column)))
    return read


READERS: dict[str, Callable[[str], Read]] = {
    "text": from_text,
    "json": from_json,
    "github": from_github,
    "sarif": from_sarif,
    "junit": from_junit,
}
