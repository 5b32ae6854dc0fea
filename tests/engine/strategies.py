"""Sound budgets with their registers, as values of the engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from lkt_alloc.checks import rules
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Doubts, Problem
from lkt_alloc.engine.model import ROUNDINGS, Budget, Key, Payer, Period, Post
from lkt_alloc.engine.parts import ALL, MEASURES, OTHERS, Members, Part, SharePart
from lkt_alloc.engine.register import Group, Municipality, Register
from lkt_alloc.language.sentences import Text

Pair = tuple[Budget, Register]

THEN, LATER = date(2018, 1, 1), date(2019, 1, 1)
"""The date that keys use, and another one."""

PERIODS = {
    str(year): Period(Text({"": str(year)}), date(year, 1, 1), date(year, 12, 31)) for year in (2018, 2019, 2020)
}
STEPS = st.integers(-9, 99) | st.integers(-(10**6), 10**7) | st.integers(10**14, 10**15)
NUMBERS = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.integers(101, 9999).map("{:04}".format), min_size=n, max_size=n, unique=True)
)
PEOPLE = st.integers(1, 5) | st.integers(1, 300_000)

FEW: Final = settings(max_examples=min(20, settings().max_examples))
"""Making a budget takes longer than what is asked about it; together the tests see hundreds."""


def text(words: str) -> Text:
    """A name that is the same in all languages."""
    return Text({"": words})


def exact_shares(count: int) -> st.SearchStrategy[list[Fraction]]:
    """`count` exact shares that make 1; some may be zero."""
    weights = st.lists(st.integers(0, 12), min_size=count, max_size=count).filter(any)
    return weights.map(lambda ws: [Fraction(w, sum(ws)) for w in ws])


@st.composite
def sound_budgets(draw: st.DrawFn, steps: st.SearchStrategy[int] = STEPS) -> Pair:
    """A budget with 1-8 posts, 1-3 payers, 1-3 periods, and the register of 1-30 municipalities that it is used with.

    Amounts suit the keys' rounding units in one of three ways: any amounts and keys to the øre; whole kroner and keys to the krone;
    or keys of all units, posts that every payer pays whole kroner of, and posts that fill up to a whole number of units.
    `steps` are the sizes of amounts, in such units.
    """
    numbers = draw(NUMBERS)
    units = draw(st.sampled_from([list(ROUNDINGS), ["øre"], ["1 kr"], list(ROUNDINGS)]))
    groups: dict[str, Group] = {}
    keys = {f"key {n}": _key(draw, numbers, groups, units) for n in range(draw(st.integers(1, 2)))}
    payers = {
        f"payer {n}": Payer(text(f"payer {n}"), draw(st.sampled_from([*keys, None])))
        for n in range(draw(st.integers(1, 3)))
    }
    periods = dict(list(PERIODS.items())[: draw(st.integers(1, 3))])
    posts = [
        _post(draw, str(n), list(payers), list(periods), unit=ROUNDINGS[units[-1]], sizes=steps)
        for n in range(draw(st.integers(1, 5)))
    ]
    if len(units) > 1:
        posts += _fillers(posts, payers, keys, periods)
    budget = Budget(text("budget"), "nn", {}, periods, payers, keys, tuple(posts), {})
    return budget, _register(draw, numbers, groups, keys)


def _key(draw: st.DrawFn, numbers: Sequence[str], groups: dict[str, Group], units: Sequence[str]) -> Key:
    members = _some(draw, numbers)
    kinds = draw(st.lists(st.sampled_from([ALL, OTHERS, "some"]), min_size=1, max_size=3))
    lists = [_some(draw, members) if kind == "some" else [] for kind in kinds]
    others = [number for number in members if not any(number in listed for listed in lists)]
    if set(kinds) == {"some"}:
        lists[0] += others
    to: list[Members] = []
    for kind, listed in zip(kinds, lists, strict=True):
        everyone = kind == ALL or (kind == OTHERS and not others)
        to.append(_written(draw, listed, groups) if listed else ALL if everyone else OTHERS)
    parts = tuple(
        SharePart(share, those, draw(st.sampled_from(MEASURES)))
        for share, those in zip(draw(exact_shares(len(to))), to, strict=True)
    )
    return Key(text("key"), _written(draw, members, groups), parts, draw(st.sampled_from(units)), THEN, None)


def _some(draw: st.DrawFn, numbers: Sequence[str]) -> list[str]:
    return draw(st.lists(st.sampled_from(numbers), min_size=1, unique=True)) if draw(st.booleans()) else list(numbers)


def _written(draw: st.DrawFn, numbers: Sequence[str], groups: dict[str, Group]) -> Members:
    """The numbers as a list, or as the name of a group of them."""
    if draw(st.booleans()):
        return tuple(numbers)
    name = f"group {len(groups)}"
    groups[name] = Group(text(name), tuple(numbers), None)
    return name


def _post(
    draw: st.DrawFn,
    post_id: str,
    payers: Sequence[str],
    periods: Sequence[str],
    *,
    unit: int,
    sizes: st.SearchStrategy[int],
) -> Post:
    shares = draw(exact_shares(len(payers)))
    step = unit
    if unit > 100:
        step = lcm(*(share.denominator for share in shares)) * draw(st.sampled_from([100, unit]))
    amounts, covered = {}, {}
    for period in periods:
        steps = draw(sizes)
        if draw(st.integers(0, 7)):
            amounts[period] = steps * step
        if period in amounts and draw(st.booleans()):
            covered[period] = draw(st.integers(min(0, steps), max(0, steps))) * step
    paid_by = {payer: share for payer, share in zip(payers, shares, strict=True) if share or draw(st.booleans())}
    return Post(post_id, text(post_id), paid_by, amounts, covered, None)


def _fillers(
    posts: Sequence[Post], payers: dict[str, Payer], keys: dict[str, Key], periods: dict[str, Period]
) -> list[Post]:
    """Posts paid by one payer alone that make its total a whole number of its key's units."""
    return [
        Post(f"rest of {name}", text("rest"), {name: Fraction(1)}, amounts, {}, None)
        for name, payer in payers.items()
        if payer.key
        if any((amounts := {p: int(-_owed(posts, name, p)) % keys[payer.key].unit_ore for p in periods}).values())
    ]


def _owed(posts: Sequence[Post], payer: str, period: str) -> Fraction:
    return sum(
        (
            (post.amounts.get(period, 0) - post.covered.get(period, 0)) * post.paid_by.get(payer, Fraction())
            for post in posts
        ),
        Fraction(),
    )


def _register(draw: st.DrawFn, numbers: Sequence[str], groups: dict[str, Group], keys: dict[str, Key]) -> Register:
    counted = any(part.measure == "population" for key in keys.values() for part in key.parts)
    municipalities = {}
    for number in numbers:
        population = {THEN: draw(PEOPLE)} if counted or draw(st.booleans()) else {}
        if draw(st.booleans()):
            population[LATER] = draw(PEOPLE)
        since = draw(st.sampled_from([None, date(2010, 1, 1)]))
        municipalities[number] = Municipality(number, f"name {number}", "", since, None, None, population)
    return Register(municipalities, groups, {}, {})


def register_of(
    people: Mapping[str, Mapping[date, int]], groups: Mapping[str, tuple[str, ...]] | None = None
) -> Register:
    """A register of municipalities with these populations, for a test that needs just so many."""
    municipalities = {n: Municipality(n, f"name {n}", "", None, None, None, known) for n, known in people.items()}
    return Register(municipalities, {g: Group(text(g), those, None) for g, those in (groups or {}).items()}, {}, {})


def key_of(members: Members, *parts: Part, rounding: str = "1 kr") -> Key:
    """A key; with no parts given, equal shares for all."""
    return Key(text("key"), members, parts or (SharePart(Fraction(1), ALL, "equal"),), rounding, THEN, None)


def budget_of(keys: Mapping[str, Key | None], *posts: tuple[Mapping[str, Fraction | int], int, int]) -> Budget:
    """A budget for 2018: for each payer its key; for each post who pays which share, the amount, and what of it is covered."""
    payers = {payer: Payer(text(payer), payer if key else None) for payer, key in keys.items()}
    rows = (
        Post(str(n), text("post"), {p: Fraction(s) for p, s in paid_by.items()}, {"2018": amount}, {"2018": part}, None)
        for n, (paid_by, amount, part) in enumerate(posts, start=1)
    )
    own_keys = {name: key for name, key in keys.items() if key}
    return Budget(text("budget"), "nn", {}, {"2018": PERIODS["2018"]}, payers, own_keys, tuple(rows), {})


def errors(budget: Budget, register: Register) -> list[Problem]:
    """What `check` would call errors in a budget."""
    case = Case(budget, register, {"budget": Doubts(), "municipalities": Doubts()})
    return [problem for problem in rules.problems(rules.BUDGET_RULES, case) if problem.rule.severity == "error"]
