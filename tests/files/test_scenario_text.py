"""A scenario is written so that it is read as what it was, with comments where they belong."""

from typing import Any

from lkt_alloc.files.scenario_text import scenario_text
from lkt_alloc.files.source import read
from lkt_alloc.files.workbooks import formulas

DATA: dict[str, Any] = {
    "name": "x: #y",
    "changes": [
        {"post": "1.4.2", "amounts": {"2019": "-900 000"}},
        {"post": "no", "paid_by": {"a": "1/3", "b": "66,7 %"}},
    ],
    "keys": {
        "k": {
            "members": ["1243 Os", "4621", "0301 Oslo", "1856 No: way", "x1"],
            "parts": [{"share": "45 %", "to": "all"}, {"steps": [{"up_to": "10", "rate": "0,5"}, {"rate": "1"}]}],
            "limits": [],
            "part_year": {},
        }
    },
    "figures": {"population": {"2018-01-01": {"1243 Os": "14 500", "y": "0"}}},
}


def test_what_is_written_is_read_as_what_it_was() -> None:
    text = scenario_text(
        DATA, {("keys", "k", "parts", 1, "steps", 0, "up_to"): ["A1", "B1"], ("changes", 0, "amounts"): ["C1"]}
    )
    document = read("s.yaml", text.encode())
    assert (document.data, document.findings) == (DATA, [])
    assert '  - post: "1.4.2"\n    # C1\n    amounts:\n' in text
    assert (
        '        steps:\n          # A1\n          # B1\n          - up_to: 10\n            rate: "0,5"\n'
        in text.replace("      - steps:", "        steps:")
    )


def test_of_what_is_no_zip_nobody_knows_the_formulas() -> None:
    assert formulas(b"\xd0\xcf\x11\xe0") == {}
