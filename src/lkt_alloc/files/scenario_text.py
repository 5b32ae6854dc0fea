"""A scenario as the text of a file: tables and lists with a line for each thing that is said, and comments above what they are about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.files.yaml_text import scalar

Data = str | Sequence["Data"] | Mapping[str, "Data"]
"""What is said, as it is read: texts, lists and tables of these."""

_PLAIN: Final = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})*|0|[1-9][0-9]* %|[1-9][0-9]*/[1-9][0-9]*|0/[1-9][0-9]*")
"""What is a number to everyone, or a text to everyone, without quotes."""
_MEMBER: Final = re.compile(r"([0-9]{4}) (.+)")


def scenario_text(data: Mapping[str, Data], said: Mapping[Path, Sequence[str]]) -> str:
    """The file, with what is said in comments above what stands at a path.

    >>> print(
    ...     scenario_text({"name": "x", "figures": {"calls": {"4621 Voss": "7"}}}, {("figures", "calls"): ["C7"]}),
    ...     end="",
    ... )
    name: x
    figures:
      # C7
      calls:
        4621 Voss: 7
    """
    return "".join(f"{line}\n" for line in _table(data, (), said, ""))


def _table(table: Mapping[str, Data], at: Path, said: Mapping[Path, Sequence[str]], indent: str) -> Iterator[str]:
    for name, value in table.items():
        path = (*at, name)
        yield from (f"{indent}# {comment}" for comment in said.get(path, ()))
        yield from _entry(f"{indent}{_key(name)}:", value, path, said, indent + "  ")


def _entry(head: str, value: Data, path: Path, said: Mapping[Path, Sequence[str]], indent: str) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{head} {as_value(value)}"
    elif not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    elif isinstance(value, Mapping):
        yield head
        yield from _table(value, path, said, indent)
    elif all(isinstance(one, str) for one in value):
        yield f"{head} [{', '.join(as_value(str(one)) for one in value)}]"
    else:
        yield head
        for n, one in enumerate(value):
            yield from _item(one, (*path, n), said, indent)


def _item(one: Any, path: Path, said: Mapping[Path, Sequence[str]], indent: str) -> Iterator[str]:
    """One table of a list: a dash, and the first line of it beside that."""
    lines = list(_table(one, path, said, indent + "  "))
    comments = next(n for n, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from (line.removeprefix("  ") for line in lines[:comments])
    yield f"{indent}- {lines[comments].strip()}"
    yield from lines[comments + 1 :]


def as_value(text: str) -> str:
    """A text as a value, without quotes where every program takes it for the same."""
    if _PLAIN.fullmatch(text):
        return text
    member = _MEMBER.fullmatch(text)
    return text if member and scalar(member[2]) == member[2] else scalar(text)


def _key(name: str) -> str:
    """A text as the name of an entry: what looks like a number is in quotes."""
    return scalar(name) if name.isdigit() else as_value(name)
