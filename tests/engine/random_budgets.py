"""Random budgets with everything that a budget can have, one for each seed; most of them sound."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from random import Random

from msgspec.structs import replace

from lkt_alloc.engine.model import OF_PERIOD, OF_POST, Budget, Index, Key, PartYear, Payer, Post
from lkt_alloc.engine.parts import (
    AGREED,
    ALL,
    NOBODY,
    OF_REST,
    OF_TOTAL,
    OTHERS,
    AmountPart,
    FirstPart,
    Limit,
    LimitRate,
    LimitShare,
    LimitValue,
    Members,
    Part,
    PricedPart,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Group, Measure, Municipality, Party, Register
from tests.engine.strategies import LATER, PERIODS, THEN, Pair, text

_SHARES = ([Fraction(1)], [Fraction(1, 2)] * 2, [Fraction(1, 4), Fraction(3, 4)], [Fraction(2, 5), Fraction(3, 5)])
_THIRDS = (
    [Fraction(1, 3)] * 3,
    [Fraction(1, 6), Fraction(1, 2), Fraction(1, 3)],
    [Fraction(333, 1000), Fraction(667, 1000)],
)
_UNITS = {"øre": 1, "1 kr": 100, "10 kr": 1000, "100 kr": 10_000, "1000 kr": 100_000}
_NONE = Fraction()


def random_budget(seed: int) -> Pair:
    """The budget of a seed, and the register that it is used with."""
    return _Maker(Random(seed)).budget()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.numbers = [f"{n:04}" for n in sorted(random.sample(range(101, 9999), random.randint(2, 7)))]
        self.parties = {"HB": Party("Helse Bergen"), "Å": Party("Ås IKS")} if self.chance(0.15) else {}
        self.fine = self.chance(0.35)
        self.periods = dict(list(PERIODS.items())[: random.randint(1, 2)])
        self.scale = random.choice([20, 300, 5_000])
        self.groups: dict[str, Group] = {}

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def some(self, those: Sequence[str]) -> list[str]:
        return self.random.sample(list(those), self.random.randint(1, len(those)))

    def members(self, those: Sequence[str]) -> Members:
        """The numbers as a list, or now and then as the name of a group of them."""
        if self.chance(0.8):
            return tuple(those)
        name = f"group {len(self.groups)}"
        self.groups[name] = Group(text(name), tuple(those))
        return name

    def budget(self) -> Pair:
        rounding = ["øre"] if self.fine else self.random.sample(list(_UNITS)[1:], 2)
        keys = {f"key {n}": self.key(self.random.choice(rounding)) for n in range(self.random.randint(1, 3))}
        names = list(keys)
        payers = {
            f"payer {n}": Payer(text("payer"), self.random.choice([*names, names[0], None]), self.by_period(names))
            for n in range(self.random.choice([1, 1, 2, 3, 4]))
        }
        unit = max(_UNITS[key.rounding] for key in keys.values())
        posts = tuple(self.post(n, list(payers), names, unit) for n in range(self.random.randint(1, 4)))
        measures = self.measures()
        factors = {
            period: self.random.choice([Fraction(1), Fraction(10_215, 10_000), Fraction(9, 10)])
            for period in self.periods
        }
        budget = Budget(
            text("budget"), "nn", {}, self.periods, payers, keys, posts, {},
            indices={"cpi": Index(text("cpi"), factors)}, measures=measures, parties=self.parties,
        )  # fmt: skip
        people = {
            n: self.random.choice([self.random.randint(1, 9), self.random.randint(1, 300_000)]) for n in self.numbers
        }
        municipalities = {
            n: Municipality(n, n, "", None, None, None, {THEN: count, LATER: count + self.random.randint(0, 9)})
            for n, count in people.items()
        }
        return budget, Register(municipalities, self.groups, {}, {})

    def measures(self) -> dict[str, Measure]:
        """Hours, and sums: of hours alone, and of these and inhabitants, which parties have none of."""
        made = [Fraction(self.random.choice([1, 3]), self.random.choice([1, 7, 100])) for _ in range(3)]
        return {
            "load": Measure(text("load"), {}, sum={"mean": made[0], "population": made[1]}),
            "mean": Measure(text("mean"), {}, sum={"hours": made[2], "visits": Fraction(1, 3)}),
            "hours": Measure(text("hours"), {n: self.hours() for n in (*self.numbers, *self.parties)}),
            "visits": self.visits(),
        }

    def visits(self) -> Measure:
        """Figures for all periods, or of each by itself."""
        everyone = (*self.numbers, *self.parties)
        if self.chance(0.6):
            return Measure(text("visits"), {n: self.hours() for n in everyone})
        by_period = {period: {n: self.hours() for n in everyone} for period in self.periods}
        return Measure(text("visits"), {}, values_by_period=by_period)

    def hours(self) -> Fraction:
        return Fraction(self.random.choice([0, 1, 7, 75, 1200]), self.random.choice([1, 2, 10]))

    def by_period(self, names: list[str]) -> dict[str, str]:
        return {period: self.random.choice(names) for period in self.periods if self.chance(0.1)}

    # Posts

    def post(self, n: int, payers: list[str], keys: list[str], unit: int) -> Post:
        shares = self.random.choice([own for own in (*_SHARES, *_THIRDS) if len(own) <= len(payers)])
        paid_by = dict(zip(self.random.sample(payers, len(shares)), shares, strict=True))
        step = 1 if self.fine else 100 if unit == 100 else unit * lcm(*(share.denominator for share in shares))
        sign = self.random.choice([1] * 9 + [-1])
        amounts, covered, external = {}, {}, {}
        for period in self.periods:
            if self.chance(0.9):
                steps = self.random.randint(0, self.scale) * (100 if self.fine and self.chance(0.5) else 1)
                amounts[period] = steps * step * sign
                if self.chance(0.3):
                    covered[period] = self.random.randint(0, steps) * step * sign
                left = steps - covered.get(period, 0) // step * sign
                if self.chance(0.2):
                    external[period] = self.random.randint(0, left) * step * sign
        own = {payer: self.random.choice(keys) for payer in paid_by if self.chance(0.15)}
        return Post(str(n), text("post"), paid_by, amounts, covered, external=external, keys=own)

    # Keys

    def key(self, rounding: str) -> Key:
        everyone = [n for n in self.numbers if self.chance(0.9)] or self.numbers
        uncovered = self.chance(0.2)
        are_shares = self.chance(0.45)
        parts = self.shares(everyone) if are_shares else self.mixed(everyone, uncovered=uncovered)
        if self.parties and self.chance(0.5):
            everyone = [*everyone, *self.parties]
            parts = [replace(part, measure=self.random.choice(["equal", "hours", "mean"])) for part in parts]
        agreed: dict[str, dict[str, Fraction]] = {}
        parts = [self.agreed(part, everyone, agreed) if self.chance(0.15) else part for part in parts]
        key = Key(text("key"), self.members(everyone), tuple(parts), rounding, THEN, uncovered=uncovered, agreed=agreed)
        part_year = tuple(
            PartYear(period, tuple(self.some(everyone)), Fraction(self.random.randint(1, 12), 12))
            for period in self.periods
            if self.chance(0.2)
        )
        is_rounded_first = are_shares and self.chance(0.4)
        if is_rounded_first and uncovered:  # nine tenths, which every unit below but the eighth makes
            less = [replace(part, share=part.share * Fraction(9, 10)) for part in parts if isinstance(part, SharePart)]
            key = replace(key, parts=tuple(less))
        dates = {period: self.random.choice([THEN, LATER]) for period in self.periods} if self.chance(0.2) else {}
        return replace(
            key,
            population_date=None if dates else THEN,
            population_dates=dates,
            share_unit=Fraction(1, self.random.choice([8, 100, 1_000, 10_000]))
            if is_rounded_first and self.chance(0.6)
            else None,
            rounding_of=OF_POST if is_rounded_first and self.chance(0.6) else OF_PERIOD,
            index="cpi" if self.chance(0.25) else None,
            limits=() if is_rounded_first else self.limits(everyone, len(parts), _UNITS[rounding]),
            part_year=part_year,
            absent=tuple(self.some(everyone)) if self.chance(0.08) else (),
        )

    def agreed(self, part: Part, everyone: Sequence[str], agreed: dict[str, dict[str, Fraction]]) -> Part:
        """The part with a share for each of its members, some of which may have nothing of it; one with a price stays as it is."""
        if isinstance(part, PricedPart) or not (part.to == ALL or isinstance(part.to, tuple)):
            return part
        members = everyone if isinstance(part.to, str) else part.to
        weights = [self.random.randint(0 if n else 1, 9) for n in range(len(members))]
        shares = {n: Fraction(weight, sum(weights)) for n, weight in zip(members, weights, strict=True)}
        name = f"{AGREED}{shares}"
        agreed[name] = shares
        return replace(part, to=tuple(members), measure=name)

    def to(self, everyone: Sequence[str]) -> Members:
        return self.members(self.some(everyone)) if self.chance(0.3) else ALL

    def measure(self) -> str:
        return self.random.choice(["equal", "population", "population", "hours", "mean", "load"])

    def shares(self, everyone: Sequence[str]) -> list[Part]:
        shares = self.random.choice((*_SHARES, *_THIRDS))
        host = len(shares) > 1 and len(everyone) > 1 and self.chance(0.4)
        if host:
            first = SharePart(shares[0], (self.random.choice(everyone),), "equal")
            return [first, *(SharePart(share, OTHERS, self.measure()) for share in shares[1:])]
        return [SharePart(share, ALL, self.measure()) for share in shares]

    def mixed(self, everyone: Sequence[str], *, uncovered: bool) -> list[Part]:
        size = self.scale * (20 if self.fine else 2_000)
        parts: list[Part] = []
        for kind in self.random.choices(
            ["first", "amount", "rate", "steps", "share", "of rest"], k=self.random.randint(0, 3)
        ):
            ore = self.random.randint(0, size)
            if kind in ("amount", "rate", "steps") and self.chance(0.2):
                ore //= -8  # a credit
            rate = Fraction(ore, self.random.choice([1, 7, 1000, 100_000]))
            to, by = self.to(everyone), self.measure()
            if kind == "share":
                parts.append(SharePart(Fraction(self.random.randint(0, 4), 20), to, by, OF_TOTAL))
            elif kind == "of rest":
                parts.append(SharePart(Fraction(self.random.randint(0, 5), 10), to, by, OF_REST))
            elif kind == "rate":
                blocks = (Fraction(self.random.choice([7, 100, 5_000])), self.chance(0.7)) if self.chance(0.3) else ()
                parts.append(RatePart(rate, to, by, *blocks))
            elif kind == "steps":
                parts.append(self.stepped(to, by, rate, ore // 10))
            else:
                parts.append(FirstPart(ore, to, by) if kind == "first" else AmountPart(ore, to, by))
        if not uncovered or self.chance(0.3):
            parts.append(RestPart(ALL, self.measure()))
        elif not parts or not any(part.to == ALL for part in parts):
            parts.append(RatePart(Fraction(size, 500), ALL, self.measure()))
        return self.random.sample(parts, len(parts))

    def stepped(self, to: Members, by: str, rate: Fraction, ore: int) -> StepsPart:
        ends = sorted(self.random.sample([1, 5, 7, 75, 1200, 9000], self.random.randint(1, 3)))
        marginal = self.chance(0.4)
        made = []
        for n, end in enumerate([*map(Fraction, ends), None], start=1):
            priced = marginal or self.chance(0.6)
            made.append(Step(end, rate / n if priced else None, None if priced else ore * n))
        return StepsPart(tuple(made), to, by, marginal)

    def limits(self, everyone: Sequence[str], parts: int, unit: int) -> tuple[Limit, ...]:
        count = self.random.choice([0, 0, 1, 2, 3, 4])
        borne: list[Members] = [OTHERS, OTHERS, NOBODY, self.members(self.some(everyone)[:2])]
        bearers = self.random.choice(borne)
        named = (
            [] if bearers in (OTHERS, NOBODY) else self.groups[bearers].members if isinstance(bearers, str) else bearers
        )
        possible = [n for n in everyone if n not in named]
        if not possible:
            return ()
        groups = [(), tuple(range(1, parts + 1)), ()] if self.chance(0.7) else [(n,) for n in range(1, parts + 1)]
        fair = self.scale * (1 if self.fine else unit) // len(everyone) or 1
        made = []
        for _ in range(count):
            low = self.random.randint(0, fair) // unit * unit // 2 // unit * unit
            high = (low + self.random.randint(0, 4 * fair)) // unit * unit
            kind = self.random.choice(["most", "most", "least", "both"])
            everybody = not named and self.chance(0.4)
            to = ALL if everybody else self.members(self.some(possible))
            most, least = (high if kind != "least" else None), (low if kind != "most" else None)
            made.append(Limit(self.limit(most), self.limit(least), to, self.random.choice(groups), bearers))
        return tuple(made)

    def limit(self, ore: int | None) -> LimitValue | None:
        """The amount, or now and then a share of the total or a rate."""
        if ore is None or self.chance(0.7):
            return ore
        if self.chance(0.5):
            return LimitShare(Fraction(self.random.randint(0, 24), 24))
        measure = self.random.choice(["equal", "hours", "mean"])
        return LimitRate(Fraction(ore, self.random.choice([1, 7, 75])), measure)
