"""Forms are held against data by pydantic's core, which finds every fault of form at once.

By the core alone: pydantic would make these very validators of such classes, but to import it and to let it understand them took two
thirds of the time of a command that has nothing to remember. A form becomes a validator when the first file of its kind is read.
"""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import SchemaValidator

from lkt_alloc.files.schema import FORMS, AnyForm
from lkt_alloc.files.schema.form import Constraint, Discriminator, First, Form, FormField, ReadBy, Tag, Then

Core = dict[str, Any]
"""What pydantic's core calls a schema."""


def held_against(kind: str, data: object) -> AnyForm:
    """The data as the form of its kind (a key of `FORMS`). Raises the core's `ValidationError` with every fault."""
    found: AnyForm = _validator(kind).validate_python(data)
    return found


@cache
def _validator(kind: str) -> SchemaValidator:
    return SchemaValidator(_table(FORMS[kind]))


def _table(form: type[Form]) -> Core:
    fields = {field.name: _field(field) for field in form.fields.values()}
    inner: Core = {"type": "model-fields", "fields": fields, "model_name": form.__name__, "extra_behavior": "forbid"}
    if form.prepared:
        inner = _called("function-before", form.prepared, inner)
    return {"type": "model", "cls": form, "schema": inner}


def _field(field: FormField) -> Core:
    value = _value(field.meant)
    if not field.is_required:
        how = "default_factory" if field.default in (dict, list) else "default"
        value = {"type": "default", "schema": value, how: field.default}
    alias = {"validation_alias": field.alias} if field.alias else {}
    return {"type": "model-field", "schema": value, **alias}


def _value(meant: Any) -> Core:
    """The schema of a type, with its annotations from the innermost outwards."""
    if get_origin(meant) is not Annotated:
        return _bare(meant)
    inner, *marks = get_args(meant)
    told = next((mark for mark in marks if isinstance(mark, Discriminator)), None)
    read = next((mark for mark in marks if isinstance(mark, ReadBy)), None)
    if read:
        value: Core = {"type": "function-plain", "function": {"type": "no-info", "function": read.function}}
    elif told:
        value = {"type": "tagged-union", "discriminator": told.function, "choices": dict(map(_choice, get_args(inner)))}
    else:
        value = _bare(inner)
    for mark in marks:
        match mark:
            case Constraint():
                bounds = {"min_length": mark.min_length, "pattern": mark.pattern}
                value |= {name: bound for name, bound in bounds.items() if bound is not None}
            case First():
                value = _called("function-before", mark.function, value)
            case Then():
                value = _called("function-after", mark.function, value)
    return value


def _called(kind: str, function: Callable[[Any], object], inner: Core) -> Core:
    return {"type": kind, "function": {"type": "no-info", "function": function}, "schema": inner}


def _choice(meant: Any) -> tuple[str, Core]:
    tag = next(mark for mark in get_args(meant)[1:] if isinstance(mark, Tag))
    return tag.name, _value(meant)


def _bare(meant: Any) -> Core:
    inside = get_args(meant)
    origin = get_origin(meant)
    if origin in (Union, UnionType):
        (inner,) = (each for each in inside if each is not NoneType)
        return {"type": "nullable", "schema": _value(inner)}
    if origin is Literal:
        return {"type": "literal", "expected": [*inside]}
    if origin is list:
        return {"type": "list", "items_schema": _value(inside[0])}
    if origin is dict:
        return {"type": "dict", "keys_schema": _value(inside[0]), "values_schema": _value(inside[1])}
    return {"type": "str"} if meant is str else _table(meant)
