"""The kinds of value in the files, each read strictly and described for editors: a line, an amount, a share, a day, a name.

Knows nothing of which field has which.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic_core import PydanticCustomError

from lkt_alloc.engine import model
from lkt_alloc.files import notation
from lkt_alloc.files.schema.form import AsJson, Constraint, Discriminator, First, ReadBy, Tag


def _written(kind: str, read: Callable[[str], Any]) -> ReadBy:
    """Read one written value with a function of `notation`; what it refuses is reported under the rule `kind`."""

    def validate(value: object) -> Any:
        try:
            if isinstance(value, str):
                return read(value)
        except ValueError:
            pass
        raise PydanticCustomError(kind, "not written as expected")

    return ReadBy(validate)


def _given(value: object) -> object:
    if value is None:
        raise PydanticCustomError("string_type", "nothing stands there")
    return value


T = TypeVar("T")
Given = Annotated[T | None, First(_given)]
"""A field that can be left out, but not be there with nothing in it."""


def _by_language(value: object) -> object:
    if isinstance(value, dict) and "" in value:
        raise PydanticCustomError("dict_type", "a language without a name")
    return {"": value} if isinstance(value, str) else value


def _is_list(value: object) -> str:
    return "(list)" if isinstance(value, list) else "(text)"


def as_json(*types: str, **more: Any) -> AsJson:
    """How an editor sees a value: it reads bare digits as numbers, where we read text."""
    return AsJson({"type": list(types) if len(types) > 1 else types[0], **more})


_WHOLE: Final = "0|[1-9][0-9]*|[1-9][0-9]{0,2}( [0-9]{3})+"  # no zeros in front, as in `notation`
WrittenLine = Annotated[str, Constraint(min_length=1), as_json("string", "number", minLength=1)]
Amount = Annotated[
    int,
    _written("not-an-amount", notation.amount_ore),
    as_json("string", "integer", pattern=rf"^-?({_WHOLE})(,[0-9]{{2}})?$"),
]
LimitAmount = Annotated[
    int | Fraction,
    _written("not-a-limit", notation.limit),
    as_json(
        "string",
        "integer",
        pattern=rf"^-?({_WHOLE})(,[0-9]{{2}})?$|^(0|[1-9][0-9]*)([.,][0-9]+)? ?%$|^(0|[1-9][0-9]*)/[1-9][0-9]*$",
    ),
]
"""Kroner, or a share of the total."""
Count = Annotated[
    int, _written("not-a-number", notation.count), as_json("string", "integer", pattern=f"^({_WHOLE})$", minimum=0)
]
_PERCENT: Final = r"(0|[1-9][0-9]*)([.,][0-9]+)? ?%"
_FRACTION: Final = f"({_WHOLE})/([1-9][0-9]*|[1-9][0-9]{{0,2}}( [0-9]{{3}})+)"
_PERCENT_OR_FRACTION: Final = f"^{_PERCENT}$|^{_FRACTION}$"
WrittenShare = Annotated[
    Fraction,
    _written("not-a-share", lru_cache(notation.share)),  # nearly always the same few
    as_json("string", pattern=_PERCENT_OR_FRACTION),
]
ShareOrRest = Annotated[
    Fraction | Literal["rest"],
    _written("not-a-share", lambda text: text if text == "rest" else notation.share(text)),
    as_json("string", pattern=f"^rest$|{_PERCENT_OR_FRACTION}"),
]
_DECIMAL: Final = rf"^({_WHOLE})(,[0-9]+)?$|^{_FRACTION}$"
Quantity = Annotated[
    Fraction, _written("not-a-quantity", notation.quantity), as_json("string", "integer", pattern=_DECIMAL, minimum=0)
]
Rate = Annotated[
    Fraction,
    _written("not-a-rate", notation.rate),
    as_json("string", "integer", pattern=rf"^-?({_WHOLE})(,[0-9]+)?$|^-?{_FRACTION}$"),
]
"""Kroner for each unit, exact: `36,15` or `0,455`; with a minus where it is a credit."""
Weight = Annotated[
    Fraction,
    _written("not-a-weight", notation.weight),
    as_json("string", "integer", pattern=rf"^-?({_WHOLE})(,[0-9]+)?$|^-?{_FRACTION}$|^-?{_PERCENT}$"),
]
"""What a term of a sum counts with, exact: `1`, `1/1 000`, `0,5` or `40 %`; with a minus where it is subtracted."""
Factor = Quantity
"""What something is multiplied by, exact: `1,0215`."""
PartNumber = Annotated[
    int, _written("not-a-number", notation.count), as_json("string", "integer", pattern="^[1-9][0-9]*$", minimum=1)
]
Day = Annotated[date, _written("not-a-date", notation.day), as_json("string", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
OrganisationNumber = Annotated[
    str,
    _written("organisation-number", notation.organisation_number),
    as_json(
        "string", "integer", pattern="^[1-9][0-9]{2}( ?)[0-9]{3}\\1[0-9]{3}$", minimum=100_000_000, maximum=999_999_999
    ),
]
Fingerprint = Annotated[str, Constraint(pattern="^[0-9a-f]{64}$")]
_TEXTS: Final = {name: {"type": ["string", "number"]} for name in model.LANGUAGES}
Name = Annotated[
    dict[Literal["", "nn", "nb", "en"], WrittenLine],
    Constraint(min_length=1),
    First(_by_language),
    AsJson(
        {
            "anyOf": [
                {"type": ["string", "number"]},
                {"additionalProperties": False, "minProperties": 1, "properties": _TEXTS, "type": "object"},
            ]
        }
    ),
]
WrittenMembers = Annotated[
    Annotated[WrittenLine, Tag("(text)")] | Annotated[list[WrittenLine], Tag("(list)")], Discriminator(_is_list)
]
Vat = Literal["included", "excluded"]
