"""The gate: the form of the YAML files, field by field, and the step from what is written to `lkt_alloc.model` values.

Knows nothing of lines, rules or results.
"""

from pydantic import BaseModel

from lkt_alloc.schema.actual import ActualForm
from lkt_alloc.schema.base import AcknowledgementForm, MeasureForm, SourceForm
from lkt_alloc.schema.budget import BudgetForm, ControlTotalForm, PayerForm, PeriodForm, PostForm
from lkt_alloc.schema.keys import IndexForm, KeyForm, LimitForm, PartForm, PartYearForm, StepForm
from lkt_alloc.schema.register import GroupForm, MunicipalityForm, RegisterForm
from lkt_alloc.schema.scenario import ChangeForm, ScenarioForm

FORMS: dict[str, type[BudgetForm] | type[RegisterForm] | type[ScenarioForm] | type[ActualForm]] = {
    "budget": BudgetForm,
    "municipalities": RegisterForm,
    "scenario": ScenarioForm,
    "actual": ActualForm,
}
"""The form of each kind of file."""

INNER_FORMS: dict[str, type[BaseModel]] = {
    "sources": SourceForm,
    "periods": PeriodForm,
    "payers": PayerForm,
    "keys": KeyForm,
    "parts": PartForm,
    "steps": StepForm,
    "limits": LimitForm,
    "part_year": PartYearForm,
    "measures": MeasureForm,
    "indices": IndexForm,
    "posts": PostForm,
    "control_totals": ControlTotalForm,
    "municipalities": MunicipalityForm,
    "groups": GroupForm,
    "acknowledged": AcknowledgementForm,
    "changes": ChangeForm,
}
"""The form of each entry of the fields that hold several."""


DATE_FIELDS = {
    "from",
    "to",
    "population_date",
    "valid_from",
    "valid_to",
    "population",
    "population_sources",
    "retrieved",
}
"""The fields whose values, or whose entries' names, are dates."""

NUMBER_FIELDS = {
    "amounts",
    "covered",
    "external",
    "total",
    "increase",
    "subtotals",
    "share",
    "paid_by",
    "population",
    "first",
    "amount",
    "rate",
    "up_to",
    "most",
    "least",
    "values",
    "factors",
    "paid",
    "parts",
}
"""The fields whose values, or whose entries' values, are numbers."""


def fields(form: type[BaseModel]) -> dict[str, str]:
    """The names of a form's fields as written in the file, each with an example of a value (empty if none is needed)."""
    return {
        info.alias or name: str(info.examples[0]) if info.examples else "" for name, info in form.model_fields.items()
    }
