"""What does not conform to its form, in a user's words: what was found, what was expected, what to do.

Knows the forms; nothing of lines, and nothing of what the figures mean.
"""

from collections.abc import Iterator
from typing import Any, Final

from lkt_alloc.diagnostics.catalogue import MISSING_FIELD, RULES, UNKNOWN_FIELD
from lkt_alloc.diagnostics.findings import Path, Problem
from lkt_alloc.engine.names import nearest
from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.schema import fields
from lkt_alloc.files.schema.places import form_at
from lkt_alloc.files.wordings import NOTATIONS, as_amount, expected, misspelt
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence


class Fault:
    """One thing pydantic's core says, as a path into the data."""

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
        """The name of what is at fault."""
        return str(self.path[-1])


def problems_of(kind: str, data: dict[str, Any], faults: list[Fault]) -> Iterator[Problem]:
    """Every fault in a user's words."""
    missing = {fault.path for fault in faults if fault.kind == "missing"}
    for fault in faults:
        if fault.kind == "extra_forbidden":
            around = fault.path[:-1]
            known = fields(form_at(kind, around))
            guess = meant_field(kind, data, fault)
            missing.discard((*around, guess or ""))  # a misspelt field is one fault, not two
            yield _unknown_field(kind, data, fault, guess, known)
    by_period = list(dict.fromkeys(fault.path[:-1] for fault in faults if _is_by_period(fault)))
    yield from (_by_period(kind, path) for path in by_period)
    for fault in faults:
        if fault.path[:-1] in by_period:
            continue
        if fault.kind == "missing" and fault.path in missing:
            yield _missing_field(kind, data, fault)
        elif fault.kind not in ("missing", "extra_forbidden"):
            yield _wrong_value(kind, data, fault)


def _is_by_period(fault: Fault) -> bool:
    """Whether a measure has a table where it has one value: by period, or by member in each period."""
    is_value = len(fault.path) == 4 and fault.path[::2] == ("measures", "values")
    return is_value and isinstance(fault.value, dict)


def _by_period(kind: str, path: Path) -> Problem:
    example = fields(form_at(kind, path[:-1]))["values_by_period"]
    remedy = sentence("Write it like this: {example}", example=f"values_by_period: {example}")
    return Problem(RULES["wrong-type"], path, _VALUES_BY_PERIOD, remedy, kind, on_key=True)


_VALUES_BY_PERIOD: Final = sentence(
    "Values that change from period to period are another field, and stand period by period."
)


def thing(kind: str, path: Path, data: Any) -> Sentence:
    """What stands at `path`, in words a user would use."""
    match path:
        case ("posts", int(index)):
            post = data["posts"][index]
            name = post.get("id") if isinstance(post, dict) else None
            return (
                sentence('budget item "{id}"', id=name)
                if isinstance(name, str)
                else sentence("budget item number {n}", n=index + 1)
            )
        case ("keys", key, "parts", int(index)):
            return sentence('part {n} of allocation key "{key}"', n=index + 1, key=str(key))
        case ("keys", key, "parts", int(index), "steps", int(step)):
            values: dict[str, Value] = {"n": step + 1, "part": index + 1, "key": str(key)}
            return sentence('class {n} of part {part} of allocation key "{key}"', **values)
        case ("keys", key, "limits", int(index), _):
            return sentence('the rate of limit {n} of allocation key "{key}"', n=index + 1, key=str(key))
        case ("keys", key, "limits", int(index)):
            return sentence('limit {n} of allocation key "{key}"', n=index + 1, key=str(key))
        case ("keys", key, "part_year", int(index)):
            return sentence('entry {n} of part_year of allocation key "{key}"', n=index + 1, key=str(key))
        case ("case",):
            return sentence('"case"')
        case (*_, str(field), int(index)) if field in _NUMBERED:
            return _NUMBERED[field].filled(n=index + 1)
        case (str(field), entry) if field in _THINGS:
            return _THINGS[field].filled(name=str(entry))
    return KINDS[kind].called


_THINGS: Final = {
    "sources": sentence('source "{name}"'),
    "periods": sentence('period "{name}"'),
    "payers": sentence('payer "{name}"'),
    "keys": sentence('allocation key "{name}"'),
    "control_totals": sentence('control totals for "{name}"'),
    "municipalities": sentence("municipality {name}"),
    "parties": sentence('party "{name}"'),
    "groups": sentence('group "{name}"'),
    "measures": sentence('measure "{name}"'),
    "answers": sentence('the answer of "{name}"'),
    "indices": sentence('index "{name}"'),
}
_NUMBERED: Final = {
    "changes": sentence("change number {n}"),
    "acknowledged": sentence("acknowledgement number {n}"),
    "meetings": sentence("meeting number {n}"),
}


def _unknown_field(kind: str, data: Any, fault: Fault, guess: str | None, known: dict[str, str]) -> Problem:
    where = thing(kind, fault.path[:-1], data)
    message = sentence('{thing} has no field "{field}".', thing=where, field=fault.field)
    remedy = (
        sentence('Did you mean "{name}"?', name=guess)
        if guess
        else sentence("The fields here are: {names}.", names=listed(known, ","))
    )
    return Problem(UNKNOWN_FIELD, fault.path, message, remedy, kind, on_key=True)


def _missing_field(kind: str, data: Any, fault: Fault) -> Problem:
    around = fault.path[:-1]
    message = sentence('{thing} lacks the field "{field}".', thing=thing(kind, around, data), field=fault.field)
    example = f"lkt-alloc/{kind}/1" if fault.field == "format" else fields(form_at(kind, around))[fault.field]
    remedy = (
        sentence("Add the field, for example: {example}", example=f"{fault.field}: {example}")
        if example
        else sentence("Add the field; see lkt-alloc help format.")
    )
    return Problem(MISSING_FIELD, around, message, remedy, kind, on_key=True)


def _wrong_value(kind: str, data: Any, fault: Fault) -> Problem:
    notation, message, remedy = _words(kind, data, fault)
    rule = RULES[_RULE_OF.get(notation, notation)]
    if fault.on_key or not isinstance(fault.value, str):
        return Problem(rule, fault.path, message, remedy, kind, on_key=fault.on_key)
    reading = misspelt(notation, fault.value)
    return Problem(
        rule, fault.path, reading.message or message, reading.remedy or remedy, kind, replacement=reading.certain
    )


_RULE_OF: Final = {
    "not-a-limit": "not-an-amount",
    "not-a-rate": "not-a-quantity",
    "not-a-weight": "not-a-quantity",
}
"""The rules of notations that have none of their own name."""


def _words(kind: str, data: Any, fault: Fault) -> tuple[str, Sentence, Sentence]:
    if fault.value is None and not fault.on_key:
        named = isinstance(fault.path[-1], str)
        message = sentence('There is nothing after "{field}".', field=fault.field) if named else _NOTHING
        return "wrong-type", message, _in_its_form(kind, data, fault, _FILL_IN)
    if fault.kind == "literal_error" and (fault.on_key or isinstance(fault.value, str)):
        said = fault.field if fault.on_key else str(fault.value)
        choices = fault.choices.replace("'', ", "").replace(" or ", ", ").replace("'", '"')
        message = sentence('"{said}" is not allowed here.', said=said)
        return "unknown-value", message, sentence("Write one of these: {names}.", names=choices)
    if fault.kind in NOTATIONS and (fault.on_key or isinstance(fault.value, str)):
        message, remedy = NOTATIONS[fault.kind]
        return fault.kind, message.filled(said=fault.field if fault.on_key else fault.value), remedy
    return "wrong-type", expected(fault.kind, fault.field), _in_its_form(kind, data, fault)


_LOOK_UP: Final = sentence("See lkt-alloc help format for what is allowed here.")
_FILL_IN: Final = sentence("Write a value after the colon, or delete the field.")
_NOTHING: Final = sentence("This is empty.")


def _in_its_form(kind: str, data: Any, fault: Fault, otherwise: Sentence = _LOOK_UP) -> Sentence:
    """How a value of the wrong kind is to be written: with what stands there, where that can be said."""
    try:
        example = fields(form_at(kind, fault.path[:-1]))[fault.field]
    except LookupError:  # an entry, not a field
        return _LOOK_UP
    if isinstance(fault.value, str) and fault.field in ("amounts", "covered"):
        periods = data.get("periods")
        period = next(iter(periods), "2019") if isinstance(periods, dict) else "2019"
        example = f'{{"{period}": {as_amount(fault.value) or "450 000"}}}'
    return sentence("Write it like this: {example}", example=f"{fault.field}: {example}") if example else otherwise


def meant_field(kind: str, data: Any, fault: Fault) -> str | None:
    """The field that an unknown one was probably meant to be: the nearest of those that are not there."""
    for step in fault.path[:-1]:
        data = data[step]
    return next(
        iter(nearest(fault.field, [field for field in fields(form_at(kind, fault.path[:-1])) if field not in data], 1)),
        None,
    )
