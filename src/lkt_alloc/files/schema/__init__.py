"""The gate: the form of the YAML files, field by field, and the step from what is written to values of the engine.

Knows nothing of lines, rules or results.
"""

from typing import Final

from lkt_alloc.files.schema.actual import ActualForm
from lkt_alloc.files.schema.budget import BudgetForm
from lkt_alloc.files.schema.decisions import DecisionsForm
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.register import RegisterForm
from lkt_alloc.files.schema.scenario import ScenarioForm

AnyForm = BudgetForm | RegisterForm | ScenarioForm | ActualForm | DecisionsForm
"""The form of a whole file."""

FORMS: Final[dict[str, type[AnyForm]]] = {
    "budget": BudgetForm,
    "municipalities": RegisterForm,
    "scenario": ScenarioForm,
    "actual": ActualForm,
    "decisions": DecisionsForm,
}
"""The form of each kind of file."""

DATE_FIELDS: Final = {
    "from",
    "to",
    "population_date",
    "valid_from",
    "valid_to",
    "population",
    "population_sources",
    "retrieved",
    "date",
    "answer_by",
    "deadline",
}
"""The fields whose values, or whose entries' names, are dates."""

NUMBER_FIELDS: Final = {
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
    "per",
    "up_to",
    "most",
    "least",
    "values",
    "sum",
    "factors",
    "paid",
    "parts",
}
"""The fields whose values, or whose entries' values, are numbers."""


def fields(form: type[Form]) -> dict[str, str]:
    """The names of a form's fields as written in the file, each with an example of a value (empty if none is needed)."""
    return {name: field.example for name, field in form.fields.items()}
