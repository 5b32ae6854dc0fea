"""The JSON Schema of the files, for editors: fields, their meaning, and how values are written. Made from the forms.

An editor inserts defaults and shows titles: nobody is to get `source: null`, or to read "Paid By". So fields have neither.
"""

import re
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.files.schema import FORMS
from lkt_alloc.files.schema.base import AcknowledgementForm
from lkt_alloc.files.schema.form import AsJson, Constraint, Form, FormField
from lkt_alloc.files.schema.places import forms_in

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""


def json_schema(kind: str, rules: Iterable[Rule]) -> Schema:
    """The JSON Schema (draft 2020-12) of one kind of file. `rules` are all there are: some can be acknowledged."""
    outer, *inner = dict.fromkeys(forms_in(FORMS[kind]))
    forms = {form.__name__: _table(form) for form in sorted(inner, key=lambda form: form.__name__)}
    if AcknowledgementForm in inner:
        properties = forms[AcknowledgementForm.__name__]["properties"]
        properties["rule"] = _sorted({**properties["rule"], **_acknowledgeable(rules)})
    first = {"$schema": "https://json-schema.org/draft/2020-12/schema", **({"$defs": forms} if forms else {})}
    return {**first, **_table(outer), "title": f"lkt-alloc {kind.replace('municipalities', 'municipality')} file"}


def _acknowledgeable(rules: Iterable[Rule]) -> dict[str, list[str]]:
    those = [rule for rule in rules if rule.may_be_acknowledged]
    return {
        "enum": [name for rule in those for name in (rule.name, rule.code)],
        "enumDescriptions": [rule.title.template for rule in those for _ in range(2)],
    }


def _table(form: type[Form]) -> Schema:
    required = [name for name, field in form.fields.items() if field.is_required]
    schema = {
        "additionalProperties": False,
        "description": form.__doc__,
        "properties": {name: _field(field) for name, field in form.fields.items()},
        **({"required": required} if required else {}),
        "title": re.sub("(?<=[a-z])(?=[A-Z])", " ", form.__name__.removesuffix("Form")).lower(),
        "type": "object",
    }
    if form.for_editors:
        form.for_editors(schema)
    return _sorted(schema)


def _field(field: FormField) -> Schema:
    schema = {**_value(field.meant), "description": field.description}
    if field.example and schema.get("type") in ("object", "array"):  # an editor would insert it as text
        schema["description"] += f", as {field.example}"
    elif field.example:
        schema["examples"] = [field.example]
    return _sorted(schema)


def _value(meant: Any) -> Schema:
    if get_origin(meant) is not Annotated:
        return _bare(meant)
    inner, *marks = get_args(meant)
    said = next((mark.schema for mark in marks if isinstance(mark, AsJson)), None)
    schema = {**(_bare(inner) if said is None else said)}
    for bounds in (mark for mark in marks if isinstance(mark, Constraint) and said is None):
        found = {_SHORTEST[schema["type"]]: bounds.min_length, "pattern": bounds.pattern}
        schema |= {name: bound for name, bound in found.items() if bound is not None}
    return _sorted(schema)


_SHORTEST: Final = {"string": "minLength", "array": "minItems", "object": "minProperties"}


def _bare(meant: Any) -> Schema:
    inside, origin = get_args(meant), get_origin(meant)
    if origin in (Union, UnionType):
        possible = [_value(each) for each in inside if each is not NoneType]
        return {"oneOf": possible} if possible[1:] else possible[0]
    if origin is Literal:
        return {"enum": [*inside], "type": "string"} if inside[1:] else {"const": inside[0], "type": "string"}
    if origin is list:
        return {"items": _value(inside[0]), "type": "array"}
    if origin is dict:
        values, pattern = _value(inside[1]), _value(inside[0]).get("pattern")
        return {
            **({"patternProperties": {pattern: values}} if pattern else {"additionalProperties": values}),
            "type": "object",
        }
    return {"type": "string"} if meant is str else {"$ref": f"#/$defs/{meant.__name__}"}


def _sorted(schema: Schema) -> Schema:
    return dict(sorted(schema.items()))
