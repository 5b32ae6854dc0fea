"""The JSON Schema of the files, for editors: fields, their meaning, and how values are written. Made from the forms."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.files.schema import FORMS


def json_schema(kind: str, rules: Iterable[Rule]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file. `rules` are all there are: some can be acknowledged."""
    schema = FORMS[kind].model_json_schema(by_alias=True, schema_generator=_ForEditors)
    for name, form in schema.get("$defs", {}).items():
        form["title"] = re.sub("(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Form")).lower()
        if form["title"] == "acknowledgement":
            field = form["properties"]["rule"] | _acknowledgeable(rules)
            form["properties"]["rule"] = dict(sorted(field.items()))
    for field in [
        field for form in (schema, *schema.get("$defs", {}).values()) for field in form["properties"].values()
    ]:
        if field.get("type") in ("object", "array") and "examples" in field:  # an editor would insert it as text
            field["description"] += f", as {field.pop('examples')[0]}"
    title = f"lkt-alloc {kind.replace('municipalities', 'municipality')} file"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _acknowledgeable(rules: Iterable[Rule]) -> dict[str, list[str]]:
    those = [rule for rule in rules if rule.may_be_acknowledged]
    return {
        "enum": [name for rule in those for name in (rule.name, rule.code)],
        "enumDescriptions": [rule.title.template for rule in those for _ in range(2)],
    }


class _ForEditors(GenerateJsonSchema):
    """An editor inserts defaults and shows titles: nobody is to get `source: null`, or to read "Paid By"."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - what pydantic calls it with
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])
