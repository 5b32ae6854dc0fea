"""Which members are one row where answers are shown, and what such a row is to pay and has adopted.

One answer is one row. Of all others, those who are the same over the years, and have answered the same or not at all, are one. Knows
nothing of files, formats or clocks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.decisions import Answer, Answered, OreByPeriod
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.mergers import handed_on
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.over_years import amounts_of, became_over_years
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.settlement import between
from lkt_alloc.engine.standing import Standing
from lkt_alloc.engine.succession import Heirs


def answer_rows(answers: Answered, allocation: Allocation, before: Allocation | None) -> tuple[Standing, ...]:
    """The rows of all who share in an allocation, ascending by number; what is adopted without an amount is that of `before`, if any."""
    paid, budgeted = amounts_of(allocation), amounts_of(before or allocation)
    stated = _stated(answers, paid, budgeted)
    became = became_over_years(allocation, answers.known)
    own = {}
    for number in sorted(paid, key=by_number):
        adopted = _added(stated[number].values()) if number in stated else budgeted.get(number) if before else None
        own[number] = _standing(number, [number], answers, answers.of(number), (paid[number], adopted))
    shared = [rows for rows in _of_one_answer(own.values()) if len(rows[0].given) == 1 and len(_ends(rows, became)) > 1]
    others = own.keys() - {row.number for rows in shared for row in rows}
    found = [_in_one(rows, answers) for rows in shared]
    for same in _same(became, {number: row for number, row in own.items() if number in others}):
        found += _as_one(same, became, answers, stated)
    return tuple(sorted(found, key=lambda row: by_number(row.number)))


_Amounts = tuple[OreByPeriod, OreByPeriod | None]
"""What the budget says, and what is stated, if anything is."""


def _standing(
    number: str, rows: Sequence[str], answers: Answered, given: Mapping[str, Answer], amounts: _Amounts
) -> Standing:
    """One that is the same as some numbers, with those of the answers that are `given` for these, and its amounts."""
    others = () if list(given) == [number] else tuple(with_number(answers.known[by].name, by) for by in given)
    return Standing(answers.known[number], tuple(rows), given, others, *amounts, {})


def _of_one_answer(own: Iterable[Standing]) -> Collection[list[Standing]]:
    """Those who have one answer of one member, together; all others each alone."""
    found: dict[str, list[Standing]] = {}
    for row in own:
        (key,) = row.given if len(row.given) == 1 else (row.number,)
        found.setdefault(key, []).append(row)
    return found.values()


def _ends(rows: Iterable[Standing], became: Mapping[str, Heirs]) -> dict[str, None]:
    """What some have become at last."""
    return {end: None for row in rows for end in became.get(row.number, (row.number,))}


def _in_one(rows: Sequence[Standing], answers: Answered) -> Standing:
    """A row for one answer: it is one decision, whatever those it stands for have become."""
    stated = None if all(row.stated is None for row in rows) else _added(row.adoptable for row in rows)
    numbers, (by,) = [row.number for row in rows], rows[0].given
    return _standing(by, numbers, answers, rows[0].given, (_added(row.budgeted for row in rows), stated))


def _same(became: Mapping[str, Heirs], own: Mapping[str, Standing]) -> Iterator[list[Standing]]:
    """Those who became one another, together where all of them have answered the same or not at all; else by their answers."""
    groups: list[set[str]] = []
    for number in own:
        ends = {number, *became.get(number, ())}
        ends = ends.union(*(group for group in groups if group & ends))
        groups = [*(group for group in groups if not group & ends), ends]
    for group in groups:
        rows = [own[number] for number in own if number in group]
        yield from [rows] if len({row.answer for row in rows}) == 1 else _of_one_answer(rows)


def _as_one(
    rows: Sequence[Standing], became: Mapping[str, Heirs], answers: Answered, stated: "_StatedBy"
) -> Iterator[Standing]:
    """A row for each that there is at last, with what those who became it are to pay, by their shares: as in `over_years`.

    An answer that another of them has given for itself is none of its own.
    """
    if len(rows) == 1:
        yield rows[0]
        return
    ends = _ends(rows, became)
    answer_for_themselves = ends.keys().isdisjoint(row.number for row in rows)
    if answer_for_themselves and len(_of_one_answer(rows)) == 1:
        yield _in_one(rows, answers)
        return
    for last in ends:
        own = [row for row in rows if last in became.get(row.number, (row.number,))]
        given = {by: a for row in own for by, a in row.given.items() if by == last or by not in ends}
        amounts = []
        for row in own:
            said = stated.get(row.number, {"": row.adoptable})
            handed = {by: _handed_on(row.number, said[by], last, became) for by in said if by not in ends}
            amounts += [*handed.values(), *([said[last]] if last in said else [])]
        adopted = _added(amounts) if any(row.stated is not None for row in own) else None
        budgeted = _added(_handed_on(row.number, row.budgeted, last, became) for row in own)
        yield _standing(last, [row.number for row in own], answers, given, (budgeted, adopted))


def _handed_on(number: str, amounts: OreByPeriod, to: str, became: Mapping[str, Heirs]) -> dict[str, int]:
    """The parts of amounts that are those of one heir, by period: of whole kroner in whole kroner."""
    units = {period: 1 if ore % KRONE else KRONE for period, ore in amounts.items()}
    return {p: units[p] * dict(handed_on(number, ore // units[p], became))[to] for p, ore in amounts.items()}


def _added(amounts: Iterable[OreByPeriod]) -> dict[str, int]:
    """Amounts by period, added up."""
    found: dict[str, int] = {}
    for own in amounts:
        for period, ore in own.items():
            found[period] = found.get(period, 0) + ore
    return found


_StatedBy = Mapping[str, Mapping[str, OreByPeriod]]
"""What members have adopted, by their numbers, and by the numbers of those who gave the answers."""


def _stated(answers: Answered, paid: Mapping[str, OreByPeriod], budgeted: Mapping[str, OreByPeriod]) -> _StatedBy:
    """What members say that they have adopted; one answer for several members is divided between them by what the budget says."""
    (first, *more) = answers.budgeted
    shown = {period for own in paid.values() for period in own}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for number, answer in answers.decisions.answers.items():
        for period, ore in (answer.amounts or {}).items():
            name = first if not more and not period else period
            here = answers.members.get(name, ()) if name in shown else ()
            those = [member for member in paid if member in here and number in answers.given[member]]
            weights = [budgeted.get(member, {}).get(name, 0) for member in those]
            for member, part in zip(those, between(ore, weights, weights) if those else [], strict=True):
                found.setdefault(member, {}).setdefault(number, {})[name] = part
    return found
