"""Entries put into the text of a file by their places: comments, layout and every other line stay as they are.

Knows the layout of YAML as people write it, with or without braces; nothing of what the entries mean.
"""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Final

from msgspec.structs import replace

from lkt_alloc.diagnostics.findings import Edit
from lkt_alloc.engine.register import Register, Source
from lkt_alloc.files.corrections import corrected
from lkt_alloc.files.document import Document, Mark
from lkt_alloc.files.yaml_text import flow, scalar
from lkt_alloc.language.sentences import Text

_WIDTH: Final = 110
"""A line between braces that grows longer than this is broken."""

RegisterEntry = str | Mapping[str, str]
"""A value as it is to be written: text in YAML, or a table of such."""

NodePath = tuple[str | int, ...]


class OddLayout(Exception):
    """The file is laid out in a way that entries cannot be put into with certainty."""


class RegisterText:
    """The text of one file, and what is to be put into it."""

    def __init__(self, raw: bytes, document: Document) -> None:
        self._raw, self._document = raw, document
        self._newline = "\r\n" if b"\r\n" in raw else "\n"
        self._added: dict[tuple[int, int, int], str] = {}

    def put(self, path: NodePath, value: RegisterEntry, after: str | None = None) -> None:
        """Replace a value, or add an entry: in order among dates, else last.

        The table it stands in is added too if it is not there: at the top of the file after the field `after`, else between braces.
        Raises `OddLayout` where that is not certain.
        """
        mark, around = self._mark(path), self._mark(path[:-1])
        if mark and mark.simple and isinstance(value, str):
            self._insert(mark.line, mark.column, mark.end, value)
        elif mark or (around and not isinstance(around.inner, dict)):
            raise OddLayout
        elif around:
            self._add(around, str(path[-1]), value, None)
        else:
            entry = {scalar_key(str(path[-1])): value if isinstance(value, str) else flow(value)}
            above = self._mark(path[:-2])
            assert above is not None
            self._add(above, str(path[-2]), entry if after else flow(entry), after)

    def repeat(self, path: NodePath, name: str, values: Mapping[str, str]) -> None:
        """Put an entry of a table once more, last, under another name and with other values; its comments come along.

        Raises `OddLayout` where it does not begin a line of its own, or a value does not stand on one line.
        """
        mark, around = self._mark(path), self._mark(path[:-1])
        inner, others = (table.inner if table else None for table in (mark, around))
        assert mark
        assert isinstance(inner, dict)
        assert isinstance(others, dict)
        (line, start, end), copy = _key(mark), self._document.lines[_key(mark)[0] : mark.last + 1]
        if copy[0][:start].strip() or not all(inner[field].simple for field in values):
            raise OddLayout
        for field, value in values.items():
            at = inner[field]
            copy[at.line - line] = copy[at.line - line][: at.column] + value + copy[at.line - line][at.end :]
        copy[0] = copy[0][:start] + scalar_key(name) + copy[0][end:]
        last = list(others.values())[-1].last
        stop = len(self._document.lines[last])
        self._insert(last, stop, stop, self._newline.join(("", *copy)))

    def result(self) -> bytes:
        """The file with everything put into it."""
        return corrected(
            self._raw, [Edit(line + 1, start + 1, end + 1, text) for (line, start, end), text in self._added.items()]
        )

    def _mark(self, path: NodePath) -> Mark | None:
        mark = self._document.mark
        for step in path:
            if isinstance(mark.inner, list) and isinstance(step, int):
                mark = mark.inner[step]
            elif isinstance(mark.inner, dict) and step in mark.inner:
                mark = mark.inner[str(step)]
            else:
                return None
        return mark

    def _insert(self, line: int, start: int, end: int, text: str) -> None:
        place = (line, start, end)
        self._added[place] = self._added.get(place, "") + text

    def _add(self, around: Mark, key: str, value: RegisterEntry, after: str | None) -> None:
        assert isinstance(around.inner, dict)
        before = _previous(key, around.inner, after)
        if self._has_braces(around):
            self._add_between_braces(around, before, key, value)
        else:
            self._add_line(around, before, key, value)

    def _has_braces(self, mark: Mark) -> bool:
        return self._document.lines[mark.line][mark.column : mark.column + 1] == "{"

    def _add_between_braces(self, around: Mark, before: Mark | None, key: str, value: RegisterEntry) -> None:
        text = f"{scalar_key(key)}: {value if isinstance(value, str) else flow(value)}"
        inner = list(around.inner.values()) if isinstance(around.inner, dict) else []
        if not inner:
            self._insert(around.line, around.column + 1, around.column + 1, text)
        elif not before:
            first = _key(inner[0])
            self._insert(first[0], first[1], first[1], f"{text}, ")
        else:
            line = self._document.lines[before.last]
            long = len(line) + len(text) > _WIDTH and line[before.stop : before.stop + 1] in ("}", ",")
            gap = self._newline + " " * _key(inner[0])[1] if long else " "
            self._insert(before.last, before.stop, before.stop, f",{gap}{text}")

    def _add_line(self, around: Mark, before: Mark | None, key: str, value: RegisterEntry) -> None:
        inner = list(around.inner.values()) if isinstance(around.inner, dict) else []
        line, column, _ = _key(inner[0])
        indent = self._newline + " " * column
        gap = "" if column else self._newline  # an empty line between what stands at the top
        text = f"{scalar_key(key)}: {value if isinstance(value, str) else flow(value)}"
        in_braces = before is not None and self._has_braces(before) and len(text) <= _WIDTH
        if not isinstance(value, str) and not in_braces:
            text = f"{scalar_key(key)}:" + "".join(f"{indent}  {name}: {written}" for name, written in value.items())
        if before:
            end = len(self._document.lines[before.last])
            self._insert(before.last, end, end, gap + indent + text)
        else:
            self._insert(line, column, column, text + indent)


def put_populations(
    text: RegisterText, register: Register, day: date, figures: Mapping[str, int], named: tuple[str, Source]
) -> Register:
    """Put the populations of a date by municipality number, and their source under its name: what the register then is.

    Raises `OddLayout` as `put` does.
    """
    name, source = named
    if name not in register.sources:
        text.put(("sources", name), source_fields(source), after="format")
    text.put(("population_sources", day.isoformat()), scalar(name), after="sources")
    municipalities = dict(register.municipalities)
    for number, people in figures.items():
        text.put(("municipalities", number, "population", day.isoformat()), str(people))
        old = municipalities[number]
        municipalities[number] = replace(old, population={**old.population, day: people})
    return replace(
        register,
        municipalities=municipalities,
        sources={**register.sources, name: source},
        population_sources={**register.population_sources, day: name},
    )


def name_of(source: Source, register: Register, wanted: str) -> str:
    """What a source is called in a register: as it is already, else as wanted if that is free."""
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    known = (name for name, other in register.sources.items() if other == source)
    return next(known, None) or next(name for name in names if name not in register.sources)


def source_fields(source: Source) -> dict[str, str]:
    """A source as a file has it: the fields that it has, in order, with their values as they are written."""
    fields: dict[str, Text | str | date | None] = {
        "title": source.title,
        "publisher": source.publisher,
        "table": source.table,
        "licence": source.licence,
        "via": source.via,
        "retrieved": source.retrieved,
        "sha256": source.sha256,
        "note": source.note,
    }
    return {name: as_written(value) for name, value in fields.items() if value}


def as_written(value: Text | str | date | None) -> str:
    """A value as a file has it; a text in several languages between braces."""
    if isinstance(value, Text):
        texts = {language: scalar(text) for language, text in value.by_language.items()}
        return texts[""] if "" in texts else flow(texts)
    return scalar(value) if isinstance(value, str) else str(value)


def scalar_key(key: str) -> str:
    """A key as it is written: dates stand as they are."""
    return key if key[:4].isdigit() and key[4:5] == "-" else scalar(key)


def _key(mark: Mark) -> tuple[int, int, int]:
    assert mark.key is not None  # entries of tables have keys
    return mark.key


def _previous(key: str, inner: Mapping[str, Mark], after: str | None) -> Mark | None:
    """The entry that a new one comes after; none if it comes first."""
    if after:
        return inner.get(after) or inner["format"]
    if all(name[:1].isdigit() and "-" in name for name in inner):
        earlier = [name for name in inner if name < key]
        return inner[max(earlier)] if earlier else None
    return list(inner.values())[-1]
