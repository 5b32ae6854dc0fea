"""Another year in the two files of a collaboration: put into their text, which keeps its comments and its layout.

Nothing is decided here that the files do not show: amounts are those of the last period times a factor, keys go on as they are.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.added_years import unit_of
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import key_of, numbers
from lkt_alloc.engine.model import ROUNDINGS, Budget, Key, Period
from lkt_alloc.engine.register import Measure, Register
from lkt_alloc.files.load import Loaded, load_bytes
from lkt_alloc.files.notation import meant_quantity, quantity
from lkt_alloc.files.register_text import OddLayout, RegisterText, name_of, put_populations
from lkt_alloc.files.starter.plan import stand_in
from lkt_alloc.files.yaml_text import amount, number, quoted, scalar
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Listed, Ore, Sentence, Text, listed, sentence, shortest
from lkt_alloc.language.words import Words


class WantedYear(Struct, frozen=True):
    """The year that is wanted, what the amounts of the last period are multiplied by, and the date whose populations are wanted."""

    year: int
    factor: Fraction = Fraction(1)
    day: date | None = None

    @property
    def name(self) -> str:
        """The identifier of its period."""
        return str(self.year)

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, 1, 1)


class YearChange(Struct, frozen=True):
    """What the year changes: øre by post, and for keys whose populations are newer than theirs a name and a date, by key.

    The name is the key's own where it has a table of dates.

    `last` is the period that it goes on from, `new` its own. `days` are all dates whose populations are used, each with whether it
    stands in for a later one that is not known. `left_out` are posts that had something covered there. `figures` are the measures whose
    figures are by period, and are those of the last once more.
    """

    last: str
    new: str
    amounts: Mapping[int, int]
    unit: str
    keys: Mapping[str, tuple[str, date]]
    days: Mapping[date, bool]
    left_out: tuple[str, ...]
    figures: tuple[Text, ...]


def change_of(budget: Budget, register: Register, known: Register, wanted: WantedYear) -> YearChange:
    """What another year changes in a budget; `known` is the register that newer populations can come from. Raises `CannotRun`."""
    last = max(budget.periods, key=lambda period: budget.periods[period].end)
    if budget.periods[last].end >= wanted.begins:
        raise CannotRun(
            sentence(
                "{year} does not come after the last period, {period}.",
                year=wanted.name,
                period=budget.periods[last].name,
            )
        )
    amounts = {i: post.amounts[last] for i, post in enumerate(budget.posts) if last in post.amounts}
    unit = unit_of(budget, amounts.values())
    size = ROUNDINGS[unit]
    grown = {i: size * to_nearest(ore * wanted.factor / size) for i, ore in amounts.items()}
    left_out = tuple(post.id for post in budget.posts if post.covered.get(last) or post.external.get(last))
    keys: dict[str, tuple[str, date]] = {}
    days: dict[date, bool] = {}
    with_table = [name for name, key in budget.keys.items() if last in key.population_dates]
    for name in filter(None, dict.fromkeys((*(key_of(budget, payer, last) for payer in budget.payers), *with_table))):
        key = budget.keys[name].in_period(last)
        if key.population_date is None:
            continue
        day, stands_in = _day(key, budget.periods[last], register, known, wanted)
        days[day] = stands_in
        if budget.keys[name].population_dates:
            keys[name] = (name, day)
        elif day != key.population_date:
            keys[name] = (_new_name(name, wanted, budget.keys), day)
    measures = {**register.measures, **budget.measures}.values()
    figures = tuple(measure.name for measure in measures if _goes_on(measure, last, wanted.name))
    return YearChange(last, wanted.name, grown, unit, keys, days, left_out, figures)


def _goes_on(measure: Measure, last: str, new: str) -> bool:
    """Whether the year has the figures of the last period once more: where they are by period, and it has none yet."""
    return last in measure.values_by_period and new not in measure.values_by_period


def _day(key: Key, last: Period, register: Register, known: Register, wanted: WantedYear) -> tuple[date, bool]:
    """The date whose populations a key uses: newer ones if it used the newest so far, unless someone wants others.

    With it, whether that stands in for the year's own 1 January, which is not known.
    """
    used = key.population_date or last.start
    members = [number for number in numbers(key.members, register) if number in register.municipalities]
    dates = set.intersection(*({*_populations(number, register, known)} for number in members)) if members else set()
    if wanted.day is not None:
        if wanted.day not in dates:
            raise CannotRun(sentence("There are no populations on {day} for everyone who takes part.", day=wanted.day))
        return wanted.day, False
    newest = [max((day for day in dates if day <= begins), default=used) for begins in (last.start, wanted.begins)]
    if used != newest[0]:
        return used, False
    return newest[1], newest[1] != wanted.begins


def _populations(number: str, register: Register, known: Register) -> Mapping[date, int]:
    more = known.municipalities.get(number)
    return {**(more.population if more else {}), **register.municipalities[number].population}


def _new_name(name: str, wanted: WantedYear, taken: Collection[str]) -> str:
    stem = f"{re.sub('-[0-9]{4}$', '', name)}-{wanted.name}"
    return next(new for new in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if new not in taken)


def budget_with(file: Loaded, budget: Budget, change: YearChange, wanted: WantedYear) -> bytes:
    """The budget file with the year. Raises `CannotRun` when it would not read back as exactly that."""

    def fill(text: RegisterText) -> Budget:
        period = Period(Text({"": wanted.name}), wanted.begins, date(wanted.year, 12, 31))
        entry = {"name": quoted(wanted.name), "from": str(period.start), "to": str(period.end)}
        if said := _stand_in(change, wanted):
            entry["note"] = quoted(Words(budget.language).say(said))
        text.put(("periods", wanted.name), entry)
        keys, payers, posts = dict(budget.keys), dict(budget.payers), list(budget.posts)
        for old, (new, day) in change.keys.items():
            if new == old:
                text.put(("keys", old, "population_date", wanted.name), str(day))
                keys[old] = replace(keys[old], population_dates={**keys[old].population_dates, wanted.name: day})
                continue
            text.repeat(("keys", old), new, {"population_date": str(day)})
            keys[new] = replace(keys[old], population_date=day)
        for name, payer in budget.payers.items():
            old = key_of(budget, name, change.last) or ""
            new = change.keys[old][0] if old in change.keys else old
            if new and new != payer.key:
                text.put(("payers", name, "keys_by_period", wanted.name), scalar(new))
                payers[name] = replace(payer, keys_by_period={**payer.keys_by_period, wanted.name: new})
        for i, ore in change.amounts.items():
            written = amount(ore)
            text.put(("posts", i, "amounts", wanted.name), quoted(written) if "," in written else written)
            posts[i] = replace(posts[i], amounts={**posts[i].amounts, wanted.name: ore})
        periods = {**budget.periods, wanted.name: period}
        measures = _with_figures(text, budget.measures, change)
        return replace(budget, periods=periods, keys=keys, payers=payers, posts=tuple(posts), measures=measures)

    return _edited(file, fill)


def _with_figures(text: RegisterText, measures: Mapping[str, Measure], change: YearChange) -> Mapping[str, Measure]:
    """The measures, those by period with the figures and the total of the last one once more."""
    found, last, new = dict(measures), change.last, change.new
    for name, measure in measures.items():
        if not _goes_on(measure, last, new):
            continue
        figures, totals = measure.values_by_period[last], dict(measure.totals)
        written = {quoted(member): number(figure) for member, figure in figures.items()}
        text.put(("measures", name, "values_by_period", new), written)
        if last in totals and new not in totals:
            totals[new] = totals[last]
            text.put(("measures", name, "total", new), number(totals[new]))
        by_period = {**measure.values_by_period, new: figures}
        found[name] = replace(measure, values_by_period=by_period, totals=totals)
    return found


def register_with(file: Loaded, register: Register, known: Register, change: YearChange, budget: Budget) -> bytes:
    """The municipality file with the populations that the year's keys need and it lacks, and where they come from.

    Raises `CannotRun` when it would not read back as exactly that, or has populations of that date for others.
    """

    def fill(text: RegisterText) -> Register:
        filled = replace(register, measures=_with_figures(text, register.measures, change))
        for old, (_, day) in change.keys.items():
            lacking = {
                number: known.municipalities[number].population[day]
                for number in numbers(budget.keys[old].members, register)
                if number in register.municipalities and day not in filled.municipalities[number].population
            }
            if lacking and day in register.population_sources:  # they would be taken to be from that source
                raise _partly(file, lacking, day)
            if lacking:
                source = known.sources[known.population_sources[day]]
                name = name_of(source, filled, known.population_sources[day])
                filled = put_populations(text, filled, day, lacking, (name, source))
        return filled

    return _edited(file, fill)


def _edited(file: Loaded, fill: Callable[[RegisterText], Budget | Register]) -> bytes:
    """The file with all that `fill` puts into it; it tells what the file then is."""
    text = RegisterText(file.raw, file.document)
    with suppress(OddLayout):
        expected = fill(text)
        new = text.result()
        if load_bytes(file.shown, new).value == expected:
            return new
    raise CannotRun(
        sentence("The file {path} is laid out in a way that cannot be edited safely.", path=file.shown),
        sentence("Enter the year by hand, like the years before it."),
    )


def _stand_in(change: YearChange, wanted: WantedYear) -> Sentence | None:
    days = [day for day, stands_in in change.days.items() if stands_in]
    return stand_in([wanted.year], days[0]) if days else None


def _partly(file: Loaded, lacking: Collection[str], day: date) -> CannotRun:
    return CannotRun(
        sentence(
            "There are populations on {day} in {path}, but not for {names}.",
            path=file.name,
            day=day,
            names=listed(lacking, ","),
        ),
        sentence("Import them with lkt-alloc population import, or choose another date with --date."),
    )


def said_of(budget: Budget, change: YearChange, wanted: WantedYear, written: Listed) -> Iterator[Sentence]:
    """What was added, and what is to be known of it."""
    total, last = Ore(sum(change.amounts.values())), budget.periods[change.last].name
    yield sentence("Added {year} to {names}: {total} in all.", year=wanted.name, names=written, total=total)
    if wanted.factor == 1:
        yield sentence("The amounts are those of {period}.", period=last)
    else:
        yield sentence(
            "The amounts are those of {period} times {factor}, each rounded to {unit}.",
            period=last,
            factor=shortest(wanted.factor),
            unit=change.unit,
        )
    for day, stands_in in change.days.items():
        used = sentence("{year} is shared by the populations of {day}; --date takes others.", year=wanted.name, day=day)
        yield stand_in([wanted.year], day) if stands_in else used
    if change.figures:
        yield sentence(
            "The figures of {names} are those of {period}: correct them when those of {year} are known.",
            names=listed(change.figures, ","),
            period=last,
            year=wanted.name,
        )
    if change.left_out:
        yield sentence(
            "In {period} money came from elsewhere for {posts}: check whether it does in {year}.",
            period=last,
            posts=listed(change.left_out, ","),
            year=wanted.name,
        )
    yield sentence("Look through the files, and try:")


def a_factor(times: str | None, percent: str | None) -> Fraction:
    """What amounts are multiplied by, as options have it: an index as 1,027, or a change in per cent as 2,7 or -1,5.

    >>> a_factor("1,027", None), a_factor(None, "2.7 %"), a_factor(None, "-1,5"), a_factor(None, None)
    (Fraction(1027, 1000), Fraction(1027, 1000), Fraction(197, 200), Fraction(1, 1))
    """
    if times is not None and percent is not None:
        raise CannotRun(sentence("Only one of --times and --percent can be used."))
    if times is not None:
        return _positive(times, _number(times))
    if percent is not None:
        bare = percent.strip().removesuffix("%").strip()
        size = _number(bare.lstrip("+-\N{MINUS SIGN}"))
        return _positive(
            percent, None if size is None else 1 + (-size if bare[:1] in "-\N{MINUS SIGN}" else size) / 100
        )
    return Fraction(1)


def _number(typed: str) -> Fraction | None:
    meant = meant_quantity(typed)
    return quantity(meant[0]) if meant and meant[1] else None


def _positive(typed: str, factor: Fraction | None) -> Fraction:
    if factor is None or not 0 < factor < _GREATEST:
        raise CannotRun(
            sentence('Amounts cannot be multiplied by "{said}".', said=typed),
            sentence("Write {example}.", example="--times 1,027 / --percent 2,7"),
        )
    return factor


_GREATEST: Final = 10
