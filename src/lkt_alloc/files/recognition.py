"""What a file says that it is, seen in its text, whether or not it can be read as YAML: of which kind, or none of ours."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from lkt_alloc.files.decoding import decoded
from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.schema import FORMS

# characters: in a larger file a format line further down is found if it is written exactly
_LOOKED_AT: Final = 2_000_000
_LINE: Final = (
    r"(?m)^(?P<indent>[^\S\n]*)(?P<odd>[\"'{?\ufeff\u200b\u2060]*[^\S\n]*[\"']?)(?P<name>[\w-]+)[\"']?"
    r"[^\S\n]*(?P<colon>[:=]?)(?P<value>.*)$"
)
_FORMAT: Final = "(?m:^format: *(lkt-alloc/[a-z]+))"
_REGISTER: Final = r"(?m:^municipalities:[^\S\n]*(?:#.*)?$)"
_NOT_CONTENT: Final = r"\s*(?:#|---|\.\.\.|%|$)"
_BEFORE_A_VALUE: Final = r"(?:[&!]\S*\s+|[|>][-+\d]*\s+)*[\"']?"
_WHOLE: Final = rf"(?m)^[^\s#].*lkt-alloc/({'|'.join(FORMS)})/\d+[\"']?\s*$"
_NUMBERED: Final = r"(?m)^\s+[\"']?\d{4}[\"']?\s*:"
_COMMON: Final = {"format", "name", "language", "note", "source", "sources", "acknowledged"}


def kind_of_bytes(raw: bytes) -> str | None:
    """The kind of a file (a name of `KINDS`) by its bytes, in any encoding; `None` if it is not one of ours."""
    document, _ = decoded("", raw[:MAX_BYTES])
    return kind_of_text("\n".join(document.lines))


def kind_of_text(text: str) -> str | None:
    r"""The kind that a text is meant to be; `None` if it is not one of ours.

    What counts is a line `format: lkt-alloc/…` at the outermost level. Quotes, capital letters, misspellings and faults anywhere else
    do no harm; nor does what stands before the value, if all of it is there. Without such a line a file is ours if it has several of
    the fields of one kind.

    >>> kind_of_text("fromat: 'lkt-aloc/municipalities/1'")
    'municipalities'
    >>> kind_of_text("site_name: Budget\nrepo_name: owner/lkt-alloc")
    """
    fields = list(_outermost(text[:_LOOKED_AT]))
    announced = (_announced(name, value) for name, value in fields)
    found = next(filter(None, announced), None) or _by_fields({name for name, _ in fields}, text)
    return found or (said[1] if (said := re.search(_WHOLE, text)) else None)


def kind_of(data: object) -> str:
    """Which kind of file this is meant to be: by its format, else by its fields; by its text if it could not be read."""
    if isinstance(data, str):
        said = re.search(_FORMAT, data)
        return _kind_named(said[1]) if said else "municipalities" if re.search(_REGISTER, data) else "budget"
    if not isinstance(data, dict):
        return "budget"
    name = data.get("format")
    if isinstance(name, str) and name.startswith("lkt-alloc/"):
        return _kind_named(name)
    if isinstance(data.get("municipalities"), dict):
        return "municipalities"
    return max(FORMS, key=lambda kind: len(FORMS[kind].fields.keys() & data.keys()))


def _kind_named(said: str) -> str:
    return next((kind for kind in KINDS if said.startswith(f"lkt-alloc/{kind}")), "budget")


def _outermost(text: str) -> Iterator[tuple[str, str]]:
    """The fields at the outermost level, each with what follows it on its line, or on the next if nothing does."""
    content = [line for line in text[:_LOOKED_AT].split("\n", 1000) if not re.match(_NOT_CONTENT, line)]
    first = content[0] if content else ""
    is_flow = first.lstrip().startswith("{")
    depth = len(text) if is_flow else len(first) - len(first.lstrip())
    for found in re.finditer(_LINE, re.sub(r"(?<=[{,])(?!\s*\n)", "\n", text) if is_flow else text):
        if len(found["indent"]) > depth:
            continue
        value = found["value"].strip()
        if value[:1] in ("", "|", ">", "&", "!"):
            value = f"{value} {found.string[found.end() + 1 :].split(chr(10), 1)[0].strip()}".strip()
        yield found["name"], re.sub(_BEFORE_A_VALUE, "", value, count=1)


def _announced(name: str, value: str) -> str | None:
    """The kind that a line announces, perhaps misspelt."""
    value = value.casefold()
    said = next((kind for kind in FORMS if kind in value), "budget")
    if re.match(rf"lkt\W?alloc\W(?:{'|'.join(FORMS)})\W\d", value):
        return said
    if not _alike(name.casefold(), "format", 0.75):
        return None
    begins = re.split(r"[/\s\"']", value, maxsplit=1)[0]
    ours = begins.startswith("lkt") or _alike(begins, "lkt-alloc", 0.6)
    return said if ours or re.match(rf"(?:{'|'.join(FORMS)})/\d", value) else None


def _alike(one: str, other: str, least: float) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= least


def _by_fields(names: set[str], text: str) -> str | None:
    """The kind whose fields these are: three that strangers hardly have together, of a municipality file two."""
    if re.search(_REGISTER, text) and re.search(_NUMBERED, text):
        return "municipalities"
    for kind, form in FORMS.items():
        own = form.fields.keys() - _COMMON
        if len(own & names) >= (2 if kind == "municipalities" else 3):
            return kind
    return None
