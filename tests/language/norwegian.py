"""All the Norwegian that the project has, word by word: catalogs, documents, examples, and the names in the built-in files."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.files import norway
from lkt_alloc.render import FORMATS
from tests.acceptance.replay import ROOT
from tests.cli import commands

LANGUAGES = ("nn", "nb")
SAID = ("name", "note", "reason", "publisher", "table", "called", "title")
"""Fields of our files with words for people; a source may have its title in the other form of Norwegian."""

_CODE = re.compile(
    r"```.*?```|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)"  # of Markdown
    r"|\{\w*\}|\"[^\"\n]*\"|«[a-z]+»|--[a-z-]+|\S*[/.][a-z*]\S*"  # placeholders, data, options, files and addresses
    r"|Save with Encoding|\blkt-alloc(?: [a-z]+\b)*|\b\w*[\d_]\w*\b|\b[A-ZÆØÅ]{2,}\b",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Each text, after where it is."""
    for said in catalog(language):
        yield "catalog", said
    for page in sorted((ROOT / "docs").glob(f"*.{language}.md")):
        yield page.name, page.read_text(encoding="utf-8")
    for file in _files():
        for said in _of_file(file, language):
            yield file.name, said


def titles() -> Iterator[str]:
    """What sources are called."""
    for file in _files():
        yield from _said(_data(file), SAID[-1:])


def catalog(language: str) -> Iterator[str]:
    """All that the program says."""
    file = Path(norway.__file__).parents[1] / "language" / "locale" / language / "LC_MESSAGES" / "lkt_alloc.po"
    with file.open("rb") as opened:
        for message in read_po(opened, locale=language):
            if message.id:
                yield from [message.string] if isinstance(message.string, str) else message.string or ()


def prose(text: str) -> str:
    """A text in one line, with X for what is not for people."""
    return " ".join(_CODE.sub("X", text).split())


def words(text: str) -> list[str]:
    """The words of a text that are no names of the program's or of municipalities."""
    return [word for word in _WORD.findall(_CODE.sub(" ", text)) if word not in _names()]


def _files() -> list[Path]:
    return sorted([*(ROOT / "examples").rglob("*.yaml"), *(ROOT / "data").glob("*.yaml")])


@cache
def _data(file: Path) -> Any:
    return yaml.load(file.read_bytes(), yaml.CSafeLoader)


def _of_file(file: Path, language: str) -> Iterator[str]:
    """A file that has one name for all languages is in its language, with its comments; others have names in several."""
    data = _data(file)
    if data.get("language", "nn") == language and isinstance(data.get("name"), str):
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from (line.partition("#")[2] for line in lines if line.lstrip().startswith("#"))
        yield from _said(data, SAID[:-1])
    yield from _said(data, (language,))


def _said(data: Any, fields: tuple[str, ...]) -> Iterator[str]:
    """The texts in these fields, wherever they are."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for field, value in inner:
        if field in fields and isinstance(value, str):
            yield value
        yield from _said(value, fields)


@cache
def _names() -> frozenset[str]:
    """Words of fields, values, commands, formats and rules, and of the names of municipalities."""
    schemas = [json.loads(file.read_text(encoding="utf-8")) for file in (ROOT / "schemas").glob("*.json")]
    own = [*_fields(schemas), *commands.FORMATS, *(form.name for form in FORMATS)]
    own += [name for rule in BY_CODE.values() for name in (rule.name, rule.severity)]
    own += [municipality.name for municipality in norway.register().municipalities.values()]
    return frozenset(word for name in own for word in _WORD.findall(name.replace("_", " ")))


def _fields(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        values = [schema.get("const"), *schema.get("enum", ())]
        yield from (value for value in values if isinstance(value, str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from _fields(inner)
