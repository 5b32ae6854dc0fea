"""The form of a key: its parts, its limits, and the index it follows."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from lkt_alloc.engine import model
from lkt_alloc.engine import parts as values
from lkt_alloc.files.schema.base import (
    WrittenDays,
    by_number,
    field_,
    listed,
    members_of,
    names_in,
    optional,
    text,
)
from lkt_alloc.files.schema.form import Discriminator, Form, Tag
from lkt_alloc.files.schema.written import (
    Amount,
    Day,
    Factor,
    Given,
    LimitAmount,
    Name,
    PartNumber,
    Quantity,
    Rate,
    ShareOrRest,
    WrittenLine,
    WrittenMembers,
    WrittenShare,
)


class StepForm(Form):
    """A class in a table by size."""

    up_to: Given[Quantity] = optional("the largest size in this class; left out in the last one, which has none", None)
    rate: Given[Rate] = optional("kroner for each unit of the measure; negative for a credit")
    amount: Given[Amount] = optional("kroner for each member in the class, whatever its size; negative for a credit")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> values.Step:
        """The class as the engine's value."""
        return values.Step(self.up_to, None if self.rate is None else self.rate * 100, self.amount)


def _divided_somehow(schema: dict[str, Any]) -> None:
    """A part says to whom and by what it goes, or lists everyone's share."""
    schema["required"] = [name for name in schema["required"] if name not in ("to", "by")]
    schema["anyOf"] = [{"required": ["to", "by"]}, {"required": ["shares"]}]


def _as_measured(written: object) -> object:
    """A part that lists shares goes by them, and is for those who have one."""
    if not isinstance(written, dict) or "shares" not in written:
        return written
    return {"to": values.AGREED, "by": values.AGREED} | written


class PartForm(Form):
    """One part of a key; it takes a share, an amount, or a rate."""

    prepared, for_editors = _as_measured, _divided_somehow

    share: Given[ShareOrRest] = optional("a share of the total, or rest: all that no other part takes")
    of: Given[Literal["total", "rest"]] = optional(
        "what a share is a share of, where other parts are amounts or rates: the total, or what they leave of it"
    )
    first: Given[Amount] = optional("the first kroner of the total, or all of it if it is less")
    amount: Given[Amount] = optional("kroner in all; negative for a credit")
    rate: Given[Rate] = optional(
        "kroner for each unit of what it goes by, negative for a credit; for each member with by: equal"
    )
    per: Given[Quantity] = optional("with rate: for each block of so many units; left out: for each unit")
    begun: Given[Literal["whole"]] = optional(
        "with rate: whole counts each block that is begun as a whole one; left out: blocks count in proportion"
    )
    steps: list[StepForm] = optional("a table of rates or amounts by size", [])
    mode: Given[Literal["whole", "marginal"]] = optional(
        "with steps: whole (one class holds for all of a member) or marginal (each class for what lies within it)"
    )
    shares: dict[WrittenLine, WrittenShare] = optional(
        "in the place of to and by: each member's agreed share of what the part takes; together 100%", {}, min_length=1
    )
    to: WrittenMembers = field_(
        'who shares it: a list of numbers (a name may follow: 1243 Os), a group, "all", or "others" (those no other part names)',
        "others",
    )
    by: WrittenLine = field_("what it goes by: equal, population, or the name of a measure", "population")
    note: WrittenLine = optional("anything a reader should know", "")

    @property
    def agreed(self) -> dict[str, dict[str, Fraction]]:
        """The shares that the part lists, under the name of the measure that it goes by: one that has the same shares has the same name."""
        own = by_number(self.shares)
        return {values.AGREED + repr([(n, str(share)) for n, share in own.items()]): own} if own else {}

    def to_model(self) -> values.Part:
        """The part as the engine's value; one that takes nothing if it is unclear."""
        nothing = values.SharePart(Fraction(), self._receivers(), self.by)
        return nothing if self.unclear() is not None else next(self._taken())

    def unclear(self) -> tuple[str, ...] | None:
        """What the part says, if that is not one thing to take; else `None`."""
        taken = [part.kind for part in self._taken()]
        stray = ["of"] if self.of is not None and not isinstance(self.share, Fraction) else []
        stray += ["mode"] if self.mode is not None and not self.steps else []
        is_counted = self.rate is not None and self.by != "equal"
        stray += [name for name in ("per", "begun") if getattr(self, name) is not None and not is_counted]
        if self.shares:
            stray += ["shares"] if self.rate is not None or self.steps else []
            stray += ["by"] if self.by != values.AGREED else []
            stray += ["to"] if self.to != values.AGREED else []
        return None if len(taken) == 1 and not stray else (*taken, *stray)

    def _receivers(self) -> values.Members:
        """Who shares the part."""
        return tuple(by_number(self.shares)) if self.to == values.AGREED else members_of(self.to)

    def _taken(self) -> Iterator[values.Part]:
        """A part for each thing that this one takes."""
        to, by = self._receivers(), next(iter(self.agreed), self.by)
        others = (self.first, self.amount, self.rate, self.share)
        if self.shares and others == (None,) * len(others) and not self.steps:
            yield values.SharePart(Fraction(1), to, by)
        if isinstance(self.share, Fraction):
            yield values.SharePart(self.share, to, by, self.of or "")
        elif self.share is not None:
            yield values.RestPart(to, by)
        if self.first is not None:
            yield values.FirstPart(self.first, to, by)
        if self.amount is not None:
            yield values.AmountPart(self.amount, to, by)
        if self.rate is not None:
            per = Fraction(1) if self.per is None else self.per
            yield values.RatePart(self.rate * 100, to, by, per, self.begun is not None)
        if self.steps:
            yield values.StepsPart(tuple(step.to_model() for step in self.steps), to, by, self.mode == "marginal")


class LimitRateForm(Form):
    """A limit that goes by what the member has."""

    rate: Quantity = field_("kroner for each unit of the measure", "0,005")
    by: WrittenLine = field_("what it goes by: population, or the name of a measure", "population")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> values.LimitRate:
        """The limit as the engine's value."""
        return values.LimitRate(self.rate * 100, self.by)


def _is_table(value: object) -> str:
    return "(table)" if isinstance(value, dict | LimitRateForm) else "(text)"


WrittenLimit = Annotated[
    Annotated[LimitRateForm, Tag("(table)")] | Annotated[LimitAmount, Tag("(text)")], Discriminator(_is_table)
]
"""Kroner, a share of the total, or a rate."""


def _limit(written: LimitRateForm | int | Fraction | None) -> values.LimitValue | None:
    if isinstance(written, LimitRateForm):
        return written.to_model()
    return values.LimitShare(written) if isinstance(written, Fraction) else written


class LimitForm(Form):
    """The most and the least that a member pays."""

    most: Given[WrittenLimit] = optional(
        "the most that each of them pays in a period of what one payer shares by the key: kroner, a whole number of rounding units; "
        "a share of it (20 %); or a rate, as {rate: 350, by: population}"
    )
    least: Given[WrittenLimit] = optional("the least that each of them pays, in the same way")
    to: WrittenMembers = optional('whom it holds for: a list of numbers, a group, or "all"', values.ALL)
    parts: list[PartNumber] = optional("the parts of the key it holds for, by number from 1; left out: all of them", [])
    borne_by: WrittenMembers = field_(
        'who bears the difference, the same for all limits of a key: "others" (in proportion, within their limits), "nobody" (it is left'
        " uncovered), or a list of numbers (in equal parts)",
        "others",
    )
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> values.Limit:
        """The limit as the engine's value."""
        return values.Limit(
            _limit(self.most), _limit(self.least), members_of(self.to), tuple(self.parts), members_of(self.borne_by)
        )


class PartYearForm(Form):
    """Members that take part in a period for only a share of it."""

    period: WrittenLine = field_("the period", "2024")
    members: list[WrittenLine] = field_(
        "municipality numbers, in quotes, or with a name: 1243 Os", "[4621 Voss]", min_length=1
    )
    share: WrittenShare = field_("the share of the period, as 6/12", "6/12")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.PartYear:
        """The entry as the engine's value."""
        return model.PartYear(self.period, listed(self.members), self.share)


class IndexForm(Form):
    """An index that amounts, rates and limits of keys follow."""

    name: Name = field_("name of the index", "consumer price index")
    factors: dict[WrittenLine, Factor] = field_(
        "period: what amounts and rates are multiplied by; exact", '{"2020": 1,0215}', min_length=1
    )
    source: Given[WrittenLine] = optional("where the factors come from")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Index:
        """The index as the engine's value."""
        return model.Index(text(self.name), self.factors, self.source)


class KeyForm(Form):
    """A key: how a payer's total is shared between municipalities."""

    name: Name = field_("the key in words; it is printed under every result", "by population")
    members: WrittenMembers = field_(
        "everyone who takes part: a group, or a list of municipality numbers (a name may follow: 1243 Os)", "lkt"
    )
    population_date: Given[WrittenDays] = optional(
        'the day whose populations are used, or a table by period, as {"2016": 2015-01-01, "2017": 2016-01-01}; '
        "left out where nothing goes by population"
    )
    rounding: Literal["øre", "1 kr", "10 kr", "100 kr", "1000 kr"] = field_(
        "the unit to which each member's total is rounded", "1 kr"
    )
    parts: list[PartForm] = field_("the parts of the key", min_length=1)
    source: Given[WrittenLine] = optional("the source that decided the key")
    valid_from: Given[Day] = optional("the first day the key is valid; left out if that is not limited")
    valid_to: Given[Day] = optional("the last day the key is valid; left out if that is not limited")
    limits: list[LimitForm] = optional("the most and the least that members pay, and who bears the difference", [])
    difference: Given[Literal["uncovered"]] = optional(
        "uncovered: the parts may make less or more than the total, and the difference is shown"
    )
    share_unit: Given[WrittenShare] = optional(
        "where all parts are shares: everyone's share of the whole is rounded to this (0,01 %) by largest remainder before it is used"
    )
    rounding_of: Literal["period", "post"] = optional(
        "what is rounded to that unit: what is shared in a period, or each post by itself, and then members pay the sum of these; "
        "that where all parts are shares",
        "period",
    )
    index: Given[WrittenLine] = optional("the index that amounts, rates and limits follow")
    part_year: list[PartYearForm] = optional("members that take part in a period for only a share of it", [])
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Key:
        """The key as the engine's value."""
        parts = tuple(part.to_model() for part in self.parts)
        names = names_in(self.members, "members")
        for i, part in enumerate(self.parts):
            names |= names_in(part.to, "parts", i, "to")
        for i, limit in enumerate(self.limits):
            names |= names_in(limit.to, "limits", i, "to") | names_in(limit.borne_by, "limits", i, "borne_by")
        for i, entry in enumerate(self.part_year):
            names |= names_in(entry.members, "part_year", i, "members")
        return model.Key(
            name=text(self.name),
            members=members_of(self.members),
            parts=parts,
            rounding=self.rounding,
            population_date=None if isinstance(self.population_date, dict) else self.population_date,
            population_dates=self.population_date if isinstance(self.population_date, dict) else {},
            source=self.source,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            names=names,
            limits=tuple(limit.to_model() for limit in self.limits),
            uncovered=self.difference is not None,
            index=self.index,
            share_unit=self.share_unit,
            rounding_of=self.rounding_of,
            part_year=tuple(entry.to_model() for entry in self.part_year),
            agreed={name: shares for part in self.parts for name, shares in part.agreed.items()},
            unclear={i: said for i, part in enumerate(self.parts) if (said := part.unclear()) is not None},
        )
