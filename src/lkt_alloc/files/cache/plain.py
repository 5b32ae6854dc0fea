"""Frozen values as plain text and back, for whatever values the rooms below define.

Knows nothing of what a value means, nor of where the text is kept. What cannot come back exactly as it was is refused. Every value
is a piece of the text that begins with a letter for its kind, so that no text whatever makes more values than it has pieces.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Any, Final

from msgspec import Struct

_ROOMS: Final = ("lkt_alloc.engine.", "lkt_alloc.diagnostics.", "lkt_alloc.language.")
"""Whose values can become plain text."""

_BETWEEN: Final = "\0"
_MOST_DIGITS: Final = 4300  # what Python itself takes for a whole number: more take long
_MOST_BITS: Final = 14_000  # of a number with fewer digits than that
_CONSTANTS: Final = {"N": None, "T": True, "F": False}


def plain(value: object) -> str:
    """The value as plain text. Raises `TypeError` or `ValueError` for anything that would not come back exactly as it was."""
    classes: dict[type, int] = {}
    pieces = list(_pieces(value, classes))
    names = [f"{cls.__module__}:{cls.__qualname__}:{','.join(cls.__struct_fields__)}" for cls in classes]  # type: ignore[attr-defined]
    text = _BETWEEN.join([str(len(names)), *names, *pieces])
    if text.count(_BETWEEN) != len(names) + len(pieces):
        raise ValueError("a text that has what stands between pieces")
    return text


def _pieces(value: Any, classes: dict[type, int]) -> Iterator[str]:
    cls = type(value)
    if cls in _ALONE:
        yield _ALONE[cls](value)
        return
    if cls is tuple:
        head, items = f"({len(value)}", value
    elif cls is dict:
        head, items = f"{{{len(value)}", (item for entry in value.items() for item in entry)
    elif cls.__module__.startswith(_ROOMS) and issubclass(cls, Struct):
        head, items = f"c{classes.setdefault(cls, len(classes))}", (getattr(value, n) for n in cls.__struct_fields__)
    else:
        raise TypeError(cls)
    yield head
    for item in items:
        yield from _pieces(item, classes)


def _digits(number: int) -> str:
    if number.bit_length() > _MOST_BITS:
        raise ValueError(number)
    return str(number)


_ALONE: Final[Mapping[type, Callable[[Any], str]]] = {
    str: lambda value: "s" + value,
    int: lambda value: "i" + _digits(value),
    bool: lambda value: str(value)[0],
    type(None): lambda _: "N",
    date: lambda value: f"d{value.toordinal()}",
    Fraction: lambda value: f"/{_digits(value.numerator)}/{_digits(value.denominator)}",
}


def restored(text: str) -> Any:
    """The value that `plain` made this of. Raises some `Exception` for what `plain` has not made."""
    pieces = iter(text.split(_BETWEEN))
    classes = [_class(*next(pieces).split(":")) for _ in range(_number(next(pieces)))]
    value = _value(pieces.__next__, classes)
    if next(pieces, None) is not None:
        raise ValueError("more than one value")
    return value


def _class(module: str, name: str, fields: str) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """A `Struct` of one of our rooms, with these fields."""
    if not module.startswith(_ROOMS):
        raise ValueError(module)
    import_module(module)
    cls: type = getattr(sys.modules[module], name)
    if not issubclass(cls, Struct) or ",".join(cls.__struct_fields__) != fields:
        raise TypeError(name)
    return cls, cls.__struct_fields__


def _value(take: Callable[[], str], classes: list[tuple[Callable[..., Any], tuple[str, ...]]]) -> Any:
    piece = take()
    kind, rest = piece[:1], piece[1:]
    if kind == "s":
        return rest
    if kind == "i":
        return _number(rest)
    if kind == "c":
        cls, fields = classes[_number(rest)]
        return cls(**{name: _value(take, classes) for name in fields})
    if kind == "(":
        return tuple([_value(take, classes) for _ in range(_number(rest))])
    if kind == "{":
        return {_value(take, classes): _value(take, classes) for _ in range(_number(rest))}
    if kind == "/":
        return Fraction(*map(_number, rest.split("/", 1)))
    return date.fromordinal(_number(rest)) if kind == "d" else _CONSTANTS[piece]


def _number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(len(digits))
    return int(digits)
