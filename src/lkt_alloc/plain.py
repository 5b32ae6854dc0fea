"""Frozen values as plain data (whole numbers, text, tuples) and back, for whatever values the rooms below define.

Knows nothing of what a value means, nor of where plain data is kept. What cannot come back exactly as it was is refused.
"""

import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Any

from msgspec import Struct

ROOMS = frozenset(f"lkt_alloc.{room}" for room in ("model", "scenario", "actual", "findings", "sentences"))
"""Whose values can become plain data."""

_AS_THEY_ARE = (str, int, bool, type(None))
_TUPLE, _TABLE, _DATE, _FRACTION = -1, -2, -3, -4  # in front of a node; a `Struct` has its number instead


def plain(value: object) -> tuple[Any, ...]:
    """The value as plain data. Raises `TypeError` for anything that would not come back exactly as it was."""
    classes: dict[type, tuple[int, tuple[str, ...]]] = {}
    node = _node(value, classes)
    return tuple((cls.__module__, cls.__qualname__, names) for cls, (_, names) in classes.items()), node


def _node(value: Any, classes: dict[type, tuple[int, tuple[str, ...]]]) -> object:
    cls = type(value)
    if cls in _AS_THEY_ARE:
        return value
    if cls is tuple:
        return _TUPLE, *(_node(item, classes) for item in value)
    if cls is dict:
        return _TABLE, *(_node(item, classes) for entry in value.items() for item in entry)
    if cls is date:
        return _DATE, value.toordinal()
    if cls is Fraction:
        return _FRACTION, value.numerator, value.denominator
    if cls not in classes:
        if cls.__module__ not in ROOMS or not issubclass(cls, Struct):
            raise TypeError(cls)
        classes[cls] = len(classes), cls.__struct_fields__
    number, names = classes[cls]
    return number, *(_node(getattr(value, name), classes) for name in names)


def restored(data: tuple[Any, ...]) -> Any:
    """The value that `plain` made this of. Raises some `Exception` for what `plain` has not made."""
    known, node = data
    return _value(node, [(_class(module, name), names) for module, name, names in known])


def _class(module: str, name: str) -> Callable[..., Any]:
    """A `Struct` of one of our rooms."""
    if module not in ROOMS:
        raise ValueError(module)
    import_module(module)
    cls: type[Struct] = getattr(sys.modules[module], name)
    if not issubclass(cls, Struct):
        raise TypeError(name)
    return cls


def _value(node: Any, classes: list[tuple[Callable[..., Any], tuple[str, ...]]]) -> Any:
    if type(node) is not tuple:
        return node
    kind = node[0]
    if kind >= 0:
        cls, names = classes[kind]
        return cls(**{name: _value(item, classes) for name, item in zip(names, node[1:], strict=True)})
    if kind == _TUPLE:
        return tuple([_value(item, classes) for item in node[1:]])
    if kind == _TABLE:
        items = [_value(item, classes) for item in node[1:]]
        return dict(zip(items[::2], items[1::2], strict=True))
    return date.fromordinal(node[1]) if kind == _DATE else Fraction(node[1], node[2])
