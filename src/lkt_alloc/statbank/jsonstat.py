"""A JSON-stat 2 download: dimensions with categories, and one long list of values.

Places are where a code first stands in the text: JSON itself keeps none.
"""

import json
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, Final

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.statbank import cells
from lkt_alloc.statbank.cells import TOTAL, Download, DownloadCell, Spot

_MARKS: Final = (".", "..", ":", "-")
_AS_GIVEN: Final = sentence("Download the table anew, as JSON-stat 2.")


class _Odd(Exception):
    """Something that is not as JSON-stat 2 has it; `near` is a text to point at."""

    def __init__(self, rule: str, message: Sentence, near: str = "") -> None:
        super().__init__(message.template)
        self.rule, self.message, self.near = rule, message, near


def read(name: str, text: str) -> Download:
    """The table in a text; the findings say what could not be understood."""
    table = Download(name)
    try:
        data = json.loads(text, parse_int=_whole, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        spot = Spot(Place(name, error.lineno, error.colno, error.colno + 1), text.split("\n")[error.lineno - 1])
        table.report("syntax", spot, sentence("This cannot be read as JSON."), _AS_GIVEN)
        return table
    except RecursionError:
        table.report("too-large", Spot(Place(name, 1, 1, 2), ""), sentence("The data is nested too deeply."), _AS_GIVEN)
        return table
    try:
        cube = _Cube(table, text, data)
        table.title = cube.label
        table.code = cells.table_code(cube.label) or cube.table_code
        table.years = tuple(sorted(int(year) for year in cube.labels["year"] if cells.years_in(year) == [year]))
        table.cells = cube.cells
    except _Odd as odd:
        table.report(odd.rule, _spot(table, text, odd.near), odd.message, _AS_GIVEN)
    return table


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < 16 else digits


def _spot(table: Download, text: str, near: str) -> Spot:
    """Where a code or a name first stands."""
    at = max(text.find(json.dumps(near, ensure_ascii=False)) if near else 0, 0)
    line = text.count("\n", 0, at)
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    excerpt = text[start : stop if stop >= 0 else len(text)]
    return Spot(Place(table.name, line + 1, at - start + 1, at - start + 2 + (len(near) + 1 if near else 0)), excerpt)


class _Cube:
    """The dimensions by what they are about, and the values."""

    def __init__(self, table: Download, text: str, data: Any) -> None:
        self.table = table
        table.spot = lambda near: _spot(table, text, near)
        if not isinstance(data, dict) or data.get("class") != "dataset":
            raise _Odd("wrong-type", sentence('There is no "class": "dataset" at the top, as JSON-stat 2 has it.'))
        ids, sizes = _list(data, "id", str), _list(data, "size", int)
        if len(ids) != len(sizes) or len(set(ids)) != len(ids):
            raise _Odd("wrong-type", sentence('"id" and "size" do not belong together.'), "size")
        self.label = _clean(data.get("label", ""))
        if said := cells.foreign_source("Source:", _clean(data.get("source") or "")):
            raise _Odd("unknown-value", cells.not_ours(said), "source")
        extension = data.get("extension")
        px = extension.get("px") if isinstance(extension, dict) else None
        self.table_code = _clean(px.get("tableid", "")) if isinstance(px, dict) else ""
        self.status = data.get("status")
        self.values: Any = data.get("value")
        self.size = prod(sizes)
        self._measure(sizes)
        self.strides = {name: prod(sizes[i + 1 :]) for i, name in enumerate(ids)}
        self.codes: dict[str, list[str]] = {}
        self.labels: dict[str, list[str]] = {}
        self.names: dict[str, str] = {}
        dimensions = data.get("dimension")
        for name, size in zip(ids, sizes, strict=True):
            self._take(name, size, dimensions.get(name) if isinstance(dimensions, dict) else None)
        for role in ("region", "year"):
            if role not in self.names:
                raise _Odd(
                    "missing-field", sentence('There is no dimension "{name}".', name=cells.ROLES[role][0]), "id"
                )

    def _measure(self, sizes: list[int]) -> None:
        if min(sizes, default=0) < 1 or self.size > MAX_BYTES:
            raise _Odd("too-large", sentence("The table has no cells, or too many."), "size")
        if isinstance(self.values, list) and len(self.values) != self.size:
            message = sentence("Values: {n}. Cells: {of}.", n=len(self.values), of=self.size)
            raise _Odd("wrong-type", message, "value")
        if not isinstance(self.values, list | dict):
            raise _Odd("wrong-type", sentence('There are no values: "value" is neither a list nor a table.'), "value")

    def _take(self, name: str, size: int, dimension: Any) -> None:
        """The categories of one dimension, in order: what it is about, their codes and their labels."""
        about = dimension if isinstance(dimension, dict) else {}
        role = cells.role(name) or cells.role(str(about.get("label", "")))
        if role is None or role in self.names:
            raise _Odd(
                "unknown-field",
                sentence('It is not clear what the dimension "{name}" is.', name=_clean(name)[:80]),
                name,
            )
        category = about.get("category")
        category = category if isinstance(category, dict) else {}
        index, labels = category.get("index"), category.get("label")
        labels = labels if isinstance(labels, dict) else {}
        if index is None and len(labels) == 1:
            index = list(labels)
        if isinstance(index, dict):
            index = _in_order(index)
        if not isinstance(index, list) or len(index) != size or not all(isinstance(code, str) for code in index):
            raise _Odd(
                "wrong-type",
                sentence('The categories of the dimension "{name}" are not in order.', name=_clean(name)[:80]),
                name,
            )
        self.names[role], self.codes[role] = name, index
        self.labels[role] = [_clean(labels.get(code, code)) for code in index]

    def cells(self, year: int) -> Iterator[DownloadCell]:
        """The figures for one year."""
        sexes, ages = self._understood("sex", cells.sex), self._understood("ages", cells.ages)
        people = [i for i, contents in enumerate(self.labels.get("contents", [""])) if self._people(i, contents)]
        if not people:
            self._report("unknown-value", self.names["contents"], cells.no_population(self.labels["contents"]))
        years = [i for i, code in enumerate(self.codes["year"]) if code == str(year)]
        for i, code in enumerate(self.codes["region"]):
            where = cells.region(code) or cells.region(self.labels["region"][i])
            if where is None or self.table.findings:
                continue
            label = self.labels["region"][i]
            named = cells.region(label)
            name = named[1] if named else "" if label == code else cells.bare_name(label)
            for at, sex, age, contents in product(years, range(len(sexes)), range(len(ages)), people[:1]):
                places = {"region": i, "year": at, "sex": sex, "ages": age, "contents": contents}
                yield DownloadCell(where[0], name, sexes[sex], ages[age], self._written(places), code)

    def _people(self, i: int, contents: str) -> bool:
        codes = self.codes.get("contents", [""])
        return not codes[i] or cells.is_population(contents) or cells.is_population(codes[i])

    def _understood(self, role: str, meaning: Any) -> list[Any]:
        """What each category of a dimension stands for; everyone, if the table does not have the dimension."""
        if role not in self.names:
            return [TOTAL]
        found = []
        for code, label in zip(self.codes[role], self.labels[role], strict=True):
            found.append(meaning(label) or meaning(code))
            if found[-1] is None:
                self._report("unknown-value", code, sentence('"{said}" is not allowed here.', said=label[:40]))
        return found

    def _written(self, places: dict[str, int]) -> str:
        at = sum(self.strides[name] * places[role] for role, name in self.names.items())
        value = self.values[at] if isinstance(self.values, list) else self.values.get(str(at))
        status = self.status
        if isinstance(status, list):
            status = status[at] if at < len(status) else None
        elif isinstance(status, dict):
            status = status.get(str(at))
        if status in _MARKS:
            return str(status)
        return "" if value is None else _clean(value)

    def _report(self, rule: str, near: str, message: Sentence) -> None:
        self.table.report(rule, self.table.spot(near), message, _AS_GIVEN)


def _in_order(index: dict[str, Any]) -> list[str] | None:
    """Codes by the places they are given; nothing if these are not 0, 1, 2 and so on."""
    places = list(index.values())
    if not all(type(place) is int for place in places) or sorted(places) != list(range(len(places))):
        return None
    return sorted(index, key=index.__getitem__)


def _clean(value: Any) -> str:
    """Text that can be written: half a character, which JSON may have, becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _list(data: dict[str, Any], field: str, kind: type) -> list[Any]:
    found = data.get(field)
    if not isinstance(found, list) or not all(isinstance(item, kind) and not isinstance(item, bool) for item in found):
        raise _Odd("wrong-type", sentence('"{name}" is not a list, as JSON-stat 2 has it.', name=field), field)
    return found
