"""What belongs where in a file, as its forms say: the form at a place, and what can stand in for a value there that is unusable.

Goes by the forms alone, never by the name of a field: `keys`, `parts` and `municipalities` are one thing here and another there.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.files.kinds import UNREADABLE
from lkt_alloc.files.schema import FORMS
from lkt_alloc.files.schema.form import Form

_SIMPLE: Final[dict[Any, str]] = {str: UNREADABLE, int: "0", Fraction: "0/1", date: "1900-01-01"}
"""What stands in for a value of each simple kind, as it would be written."""


def form_at(kind: str, path: Path) -> type[Form]:
    """The form of the table at `path` in a file of a kind (a key of `schema.FORMS`). Raises `LookupError` where there is none."""
    if form := _as_form(_meant_at(kind, path)):
        return form
    raise LookupError(path)


def every_form() -> dict[type[Form], None]:
    """All forms that there are, each once, outer ones before those within them."""
    found: dict[type[Form], None] = {}
    for form in FORMS.values():
        found |= dict.fromkeys(forms_in(form))
    return found


def must_stand(kind: str, path: Path) -> bool:
    """Whether something has to stand at `path`: a field that its form requires, a table with a form, a place in a list."""
    *way, last = path
    if form := _as_form(_meant_at(kind, tuple(way))):
        return last in form.fields and form.fields[str(last)].is_required
    return isinstance(last, int) or _as_form(_meant_at(kind, path)) is not None


def stand_in(kind: str, path: Path) -> Any:
    """What stands in for a value at `path` that is missing or unusable, so that the rest can be read; as it would be written."""
    return _stand_in(_meant_at(kind, path))


def _stand_in(meant: Any) -> Any:
    inner, inside = _bare(meant), get_args(_bare(meant))
    if form := _as_form(inner):
        return {name: _stand_in(field.meant) for name, field in form.fields.items() if field.is_required}
    if get_origin(inner) is Literal:
        return inside[0]
    if get_origin(inner) not in (list, dict):
        return _SIMPLE[inner]
    is_name = get_origin(inner) is dict and get_origin(inside[0]) is Literal  # a text for each language, or one for all
    if is_name:
        return _SIMPLE[str]
    is_empty = not any(getattr(rule, "min_length", 0) for rule in get_args(meant)[1:])
    if get_origin(inner) is list:
        return [] if is_empty else [_stand_in(inside[0])]
    return {} if is_empty else {_stand_in(inside[0]): _stand_in(inside[1])}


def _meant_at(kind: str, path: Path) -> Any:
    """The type of what belongs at `path`, with its annotations."""
    meant: Any = FORMS[kind]
    for step in path:
        form = _as_form(meant)
        meant = form.fields[str(step)].meant if form else get_args(_bare(meant, as_list=isinstance(step, int)))[-1]
    return meant


def _bare(meant: Any, *, as_list: bool = False) -> Any:
    """A type without its annotations; of several that are possible the first, or the list if one of its items is meant."""
    if get_origin(meant) is Annotated:
        return _bare(get_args(meant)[0], as_list=as_list)
    if get_origin(meant) in (Union, UnionType):
        possible = [_bare(each) for each in get_args(meant) if each is not NoneType]
        return next((each for each in possible if as_list and get_origin(each) is list), possible[0])
    return meant


def _as_form(meant: Any) -> type[Form] | None:
    inner = _bare(meant)
    return inner if isinstance(inner, type) and issubclass(inner, Form) else None


def forms_in(meant: Any) -> Iterator[type[Form]]:
    """The forms within a type, itself if it is one, outer ones before those within them; some of them more than once."""
    if form := _as_form(meant):
        yield form
        for field in form.fields.values():
            yield from forms_in(field.meant)
    else:
        for inside in get_args(_bare(meant)):
            yield from forms_in(inside)
