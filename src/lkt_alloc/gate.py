"""Plain data is held against its form: what does not conform becomes problems, and the rest goes on.

Knows the forms and the words for what can be wrong with them; nothing of lines, and nothing of what the figures mean.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from lkt_alloc.findings import MAX_FINDINGS, Path, Problem
from lkt_alloc.model import Budget, Register
from lkt_alloc.notation import meant_amount, meant_count, meant_date, meant_share
from lkt_alloc.schema import DATE_FIELDS, FORMS, INNER_FORMS, fields
from lkt_alloc.sentences import Sentence, sentence

_PLACEHOLDERS: dict[str, Any] = {
    "name": "?", "title": "?", "id": "?", "language": "nn", "from": "1900-01-01", "to": "1900-01-01",
    "population_date": "1900-01-01", "members": ["?"], "rounding": "øre", "share": "0 %", "by": "equal",
    "paid_by": {}, "amounts": {}, "periods": {"?": {}}, "payers": {"?": {}}, "keys": {"?": {}}, "posts": [{}],
    "parts": [{}], "municipalities": {"?": {}}, "rule": "?", "at": ["?"], "reason": "?",
}  # fmt: skip
"""What stands in for a required value that is missing or unusable, so that the rest can be read. Never seen by a user."""


def conform(kind: str, data: dict[str, Any]) -> tuple[Budget | Register, list[Problem], set[Path]]:
    """Hold `data` against the form of its kind (`budget` or `municipalities`).

    Returns what could be understood, every problem of form, and the paths whose values are placeholders.
    """
    form = FORMS[kind]
    problems: list[Problem] = []
    doubtful: set[Path] = set()
    data = deepcopy(data)
    for attempt in range(len(_PLACEHOLDERS)):  # a placeholder may need placeholders of its own, a few levels deep
        try:
            return form.model_validate(data).to_model(), problems, doubtful
        except ValidationError as error:
            faults = [_Fault(data, details) for details in error.errors(include_url=False)]
        if attempt == 0:  # what comes later is only a consequence
            problems = list(islice(_problems(kind, data, faults), MAX_FINDINGS + 1))
            many = len(faults) > MAX_FINDINGS  # then nothing can be relied on
            doubtful = {()} if many else {_doubtful(kind, data, fault) for fault in faults}
        for fault in faults:
            _make_good(kind, data, fault)
    raise AssertionError("a placeholder does not fit its form")


class _Fault:
    """One thing pydantic says, as a path into the data."""

    def __init__(self, top: Any, details: Any) -> None:
        data = top
        self.kind: str = details["type"]
        self.choices: str = details.get("ctx", {}).get("expected", "")
        loc = details["loc"]
        self.on_key = loc[-1] == "[key]"
        steps: list[str | int] = []
        for step in loc:
            inside = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int)
            if inside:
                data = data[step]
                steps.append(step)
            elif self.kind == "missing" and step is loc[-1]:
                data = None
                steps.append(step)
        self.path: Path = tuple(steps)
        self.value = data

    @property
    def field(self) -> str:
        return str(self.path[-1])


def _make_good(kind: str, data: Any, fault: _Fault) -> None:
    """Replace or remove what is at fault, so that the form fits there."""
    way, last = fault.path[:-1], fault.path[-1]
    for step in way:
        if isinstance(data, dict) and step not in data:
            return  # an earlier fault took it away
        data = data[step]
    is_field = len(fault.path) % 2 == 1  # the files alternate: fields of a form, entries of a field
    if fault.kind == "extra_forbidden":
        data.pop(last, None)
    elif fault.path == ("format",):
        data[last] = f"lkt-alloc/{kind}/1"
    elif is_field and last in _PLACEHOLDERS:
        data[last] = deepcopy(_PLACEHOLDERS[str(last)])
    elif not is_field and not fault.on_key and way[-1] in INNER_FORMS:
        data[last] = {}
    elif isinstance(last, int):
        data[last] = "?"
    else:
        data.pop(last, None)  # its key and its value can both be at fault


def _doubtful(kind: str, data: Any, fault: _Fault) -> Path:
    """What cannot be relied on because of a fault: the value, or the field that an unknown one was probably meant to be."""
    if fault.kind != "extra_forbidden":
        return fault.path
    return (*fault.path[:-1], _meant_field(kind, data, fault) or fault.field)


def _meant_field(kind: str, data: Any, fault: _Fault) -> str | None:
    """The field that an unknown one was probably meant to be: the nearest of those that are not there."""
    for step in fault.path[:-1]:
        data = data[step]
    return _nearest(fault.field, [field for field in fields(_form_at(kind, fault.path[:-1])) if field not in data])


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word, known, 1)), None)


def _problems(kind: str, data: dict[str, Any], faults: list[_Fault]) -> Iterator[Problem]:
    missing = {fault.path for fault in faults if fault.kind == "missing"}
    for fault in faults:
        if fault.kind == "extra_forbidden":
            around = fault.path[:-1]
            known = fields(_form_at(kind, around))
            guess = _meant_field(kind, data, fault)
            missing.discard((*around, guess or ""))  # a misspelt field is one fault, not two
            yield _unknown_field(kind, data, fault, guess, known)
    for fault in faults:
        if fault.kind == "missing" and fault.path in missing:
            yield _missing_field(kind, data, fault)
        elif fault.kind not in ("missing", "extra_forbidden"):
            yield _wrong_value(kind, fault)


def _form_at(kind: str, path: Path) -> type[BaseModel]:
    return INNER_FORMS[str(path[-2])] if len(path) > 1 else FORMS[kind]


def thing(kind: str, path: Path, data: Any) -> Sentence:
    """What stands at `path`, in words a user would use."""
    match path:
        case ("posts", int(index)):
            post = data["posts"][index]
            name = post.get("id") if isinstance(post, dict) else None
            return (
                sentence('post "{id}"', id=name) if isinstance(name, str) else sentence("post number {n}", n=index + 1)
            )
        case ("keys", key, "parts", int(index)):
            return sentence('part {n} of key "{key}"', n=index + 1, key=str(key))
        case ("acknowledged", int(index)):
            return sentence("acknowledgement number {n}", n=index + 1)
        case (str(field), entry) if field in _THINGS:
            return Sentence(_THINGS[field], {"name": str(entry)})
    return sentence("the budget file") if kind == "budget" else sentence("the municipality file")


_THINGS = {
    "sources": sentence('source "{name}"').template,
    "periods": sentence('period "{name}"').template,
    "payers": sentence('payer "{name}"').template,
    "keys": sentence('key "{name}"').template,
    "control_totals": sentence('control totals for "{name}"').template,
    "municipalities": sentence("municipality {name}").template,
    "groups": sentence('group "{name}"').template,
}


def _unknown_field(kind: str, data: Any, fault: _Fault, guess: str | None, known: dict[str, str]) -> Problem:
    where = thing(kind, fault.path[:-1], data)
    message = sentence('{thing} has no field "{field}".', thing=where, field=fault.field)
    remedy = (
        sentence('Did you mean "{name}"?', name=guess)
        if guess
        else sentence("The fields here are: {names}.", names=", ".join(known))
    )
    return Problem("unknown-field", kind, fault.path, message, remedy, on_key=True)


def _missing_field(kind: str, data: Any, fault: _Fault) -> Problem:
    around = fault.path[:-1]
    message = sentence('{thing} lacks the field "{field}".', thing=thing(kind, around, data), field=fault.field)
    example = f"lkt-alloc/{kind}/1" if fault.field == "format" else fields(_form_at(kind, around))[fault.field]
    remedy = (
        sentence("Add the field, for example: {example}", example=f"{fault.field}: {example}")
        if example
        else sentence("Add the field; see docs/format.md.")
    )
    return Problem("missing-field", kind, around, message, remedy, on_key=True)


_NOTATIONS = {
    "not-an-amount": (
        sentence('"{said}" is not an amount in kroner.'),
        sentence(
            "Write the digits alone or in groups of three, and a comma before øre: 1525000, 1 525 000 or 112 500,50."
        ),
    ),
    "not-a-share": (
        sentence('"{said}" is not a share.'),
        sentence("Write a percentage or a fraction: {examples}.", examples="50 %, 33,3 %, 1/3"),
    ),
    "not-a-date": (
        sentence('"{said}" is not a date.'),
        sentence("Write year-month-day: 2018-01-01."),
    ),
    "not-a-number": (
        sentence('"{said}" is not a whole number.'),
        sentence("Write the digits alone or in groups of three: 20573 or 20 573."),
    ),
}
"""For each notation of a value, what is said when it is not followed."""

_MEANT: dict[str, Callable[[str], tuple[str, bool] | None]] = {
    "not-an-amount": meant_amount,
    "not-a-number": meant_count,
    "not-a-share": meant_share,
    "not-a-date": meant_date,
}
"""For a notation, what a value that does not follow it was probably meant to be, and whether that is certain."""

_EXPECTED = {
    "list_type": sentence("A list is expected here."),
    "dict_type": sentence('A table is expected here: lines of the form "name: value".'),
    "model_type": sentence('A table is expected here: lines of the form "name: value".'),
    "string_type": sentence("A text is expected here, not a list or a table."),
    "too_short": sentence("This list or table is empty."),
    "string_too_short": sentence("Nothing stands here."),
    "string_pattern_mismatch": sentence("A SHA-256 is expected here: 64 digits and letters from a to f."),
}


def _wrong_value(kind: str, fault: _Fault) -> Problem:
    rule, message, remedy = _words(fault)
    meant = _MEANT[rule](fault.value) if rule in _MEANT and isinstance(fault.value, str) and not fault.on_key else None
    if not meant:
        return Problem(rule, kind, fault.path, message, remedy, on_key=fault.on_key)
    text, certain = meant
    text = f'"{text}"' if "," in text else text  # between braces, a bare comma begins the next entry
    if certain:
        remedy = sentence("Write {text}.", text=text)
        return Problem(rule, kind, fault.path, message, remedy, replacement=text)
    return Problem(rule, kind, fault.path, message, sentence("Write {text} if that is what is meant.", text=text))


def _words(fault: _Fault) -> tuple[str, Sentence, Sentence]:
    look_up = sentence("See docs/format.md for what can stand here.")
    if fault.value is None and not fault.on_key:
        message = sentence('Nothing stands after "{field}".', field=fault.field)
        return "wrong-type", message if isinstance(fault.path[-1], str) else _EXPECTED["string_too_short"], look_up
    if fault.kind == "literal_error" and (fault.on_key or isinstance(fault.value, str)):
        said = fault.field if fault.on_key else str(fault.value)
        choices = fault.choices.replace("'', ", "").replace(" or ", ", ").replace("'", '"')
        message = sentence('"{said}" cannot stand here.', said=said)
        return "unknown-value", message, sentence("Write one of these: {names}.", names=choices)
    if fault.kind in _NOTATIONS and (fault.on_key or isinstance(fault.value, str)):
        message, remedy = _NOTATIONS[fault.kind]
        return fault.kind, Sentence(message.template, {"said": fault.field if fault.on_key else fault.value}), remedy
    return "wrong-type", _EXPECTED.get(fault.kind, _EXPECTED["string_type"]), look_up


def dates_for_text(kind: str, dates: Iterable[tuple[Path, str, bool]]) -> list[Problem]:
    """Values and keys without quotes that look like dates, where text is meant: other programs take them for dates."""
    return [
        Problem("ambiguous-text", kind, path, _DATE_FOR_TEXT, _QUOTE_IT, on_key=on_key, replacement=f'"{text}"')
        for path, text, on_key in dates
        if not any(step in DATE_FIELDS for step in path[-2:])
    ]


_DATE_FOR_TEXT = sentence("Without quotes, other programs take this for a date.")
_QUOTE_IT = sentence("Put it in quotes, as it is text here.")
