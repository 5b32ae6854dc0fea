"""Which key shares what, who its members are, and what each is measured by. Knows nothing of money, formats or wording."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.apportion import Rounding, largest_remainder
from lkt_alloc.engine.figures import with_figures
from lkt_alloc.engine.measures import counted_in, figures_of
from lkt_alloc.engine.model import Budget, Key, Post
from lkt_alloc.engine.parts import ALL, NOBODY, OTHERS, LimitRate, Members, Part, SharePart
from lkt_alloc.engine.register import Measure, Municipality, Register
from lkt_alloc.language.sentences import Text


class Stake(Struct, frozen=True):
    """What one member has in one part of a key: `weight / weight_sum` of what the part takes (inhabitants, or 1 if equal).

    `number` is the part's place in the key, from 1; `members` is how many share the part. Weights are whole numbers; `size` is what
    the member counts with and `size_sum` that of all, which may be broken numbers: what it is measured by (`full`) times its share
    `of_period`. `pot` is what the part takes in all and `amount` the member's exact piece of it, both in øre and of the total's
    magnitude. `made_of` has what the member has of all that the part goes by, where that is a sum, each after its terms.
    """

    part: Part
    number: int
    members: int
    weight: int
    weight_sum: int
    size: Fraction
    size_sum: Fraction
    full: Fraction
    of_period: Fraction
    pot: Fraction = Fraction()
    amount: Fraction = Fraction()
    made_of: tuple[tuple[str, Fraction], ...] = ()

    @property
    def share(self) -> Fraction:
        """The member's share of the whole through this part."""
        return share_of(self.part) * self.weight / self.weight_sum

    @property
    def denominator(self) -> int:
        """A denominator of `share` that all members of the part have in common."""
        return share_of(self.part).denominator * self.weight_sum


def share_of(part: Part) -> Fraction:
    """The share that a part takes; nothing if what it takes is not written as a share."""
    return part.share if isinstance(part, SharePart) else Fraction()


class KeyShares(Struct, frozen=True):
    """The exact shares of a key's members, ascending by number.

    `weights[i] / denominator` is the share of `members[i]` across all parts; `stakes[i]` are the parts it comes from.
    """

    members: tuple[str, ...]
    weights: tuple[int, ...]
    denominator: int
    stakes: tuple[tuple[Stake, ...], ...]


def by_number(number: str) -> tuple[int, str]:
    """A sort key for municipality numbers: by their value, should one have lost its leading zero; what is no number comes last."""
    return (int(number), number) if number.isascii() and number.isdigit() else (10**18, number)


def numbers(members: Members, register: Register) -> tuple[str, ...]:
    """The municipality numbers that `members` stands for, as written. Raises `KeyError` for an unknown group."""
    return register.groups[members].members if isinstance(members, str) else members


def with_members(key: Key, register: Register, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Key:
    """The key with every list of members in it changed, groups too; what stands for everyone, for others or for nobody is as it was.

    So whoever becomes nobody is an empty list there. Raises `KeyError` for an unknown group.
    """

    def changed(members: Members) -> Members:
        return members if members in (ALL, OTHERS, NOBODY) else change(numbers(members, register))

    return replace(
        key,
        members=changed(key.members),
        parts=tuple(replace(part, to=changed(part.to)) for part in key.parts),
        limits=tuple(replace(limit, to=changed(limit.to), borne_by=changed(limit.borne_by)) for limit in key.limits),
        part_year=tuple(replace(entry, members=change(entry.members)) for entry in key.part_year),
        absent=change(key.absent),
    )


def part_members(key: Key, register: Register) -> tuple[tuple[str, ...], ...]:
    """For each part of the key, the numbers of those it is divided between. Raises `KeyError` for an unknown group."""
    everyone = numbers(key.members, register)
    named = [None if part.to in (ALL, OTHERS) else numbers(part.to, register) for part in key.parts]
    taken = {number for part in named for number in part or ()}
    others = tuple(number for number in everyone if number not in taken)
    return tuple(
        members if members is not None else everyone if part.to == ALL else others
        for part, members in zip(key.parts, named, strict=True)
    )


def key_shares(key: Key, register: Register, period: str = "") -> KeyShares:
    """Add up what each member has in each part of a key that takes the same shares of any total, exactly.

    Expects a sound key (`lkt_alloc.checks.rules`): shares that make 1, no empty part, a measure for everyone who needs one.
    """
    stakes: dict[str, list[Stake]] = {number: [] for number in sorted(numbers(key.members, register), key=by_number)}
    for n, members in enumerate(part_members(key, register), start=1):
        for number, stake in part_stakes(key, n, members, Terms(register, period)):
            stakes[number].append(stake)
    denominator = lcm(*(stake.denominator for own in stakes.values() for stake in own))
    weights_by_member = tuple(
        sum(share_of(stake.part).numerator * stake.weight * (denominator // stake.denominator) for stake in own)
        for own in stakes.values()
    )
    return KeyShares(tuple(stakes), weights_by_member, denominator, tuple(map(tuple, stakes.values())))


def shares_in_units(unit: Fraction, found: KeyShares) -> Rounding:
    """Everyone's share of the whole in units of a share (that make all that the parts do), by largest remainder."""
    return largest_remainder(int(Fraction(sum(found.weights), found.denominator) / unit), found.weights)


class Terms(NamedTuple):
    """What a key is used with: the register, and the period and the factor of its index there."""

    register: Register
    period: str
    factor: Fraction = Fraction(1)


def part_stakes(key: Key, n: int, members: Sequence[str], terms: Terms) -> Iterator[tuple[str, Stake]]:
    """What each of `members` has in part number `n` of a key, before it is known how much the part takes."""
    part = key.parts[n - 1]
    found = [sizes_of(part.measure, number, key, terms) for number in members]
    full = [own[part.measure] for own in found]
    of_period = [part_of_year(key, number, terms.period) for number in members]
    sizes = [size * share for size, share in zip(full, of_period, strict=True)]
    scale = lcm(*(size.denominator for size in sizes))
    weights = [size.numerator * (scale // size.denominator) for size in sizes]
    weight_sum, size_sum = sum(weights), sum(sizes, Fraction())
    for i, number in enumerate(members):
        made_of = tuple(found[i].items()) if len(found[i]) > 1 else ()
        counted = (weights[i], weight_sum, sizes[i], size_sum, full[i], of_period[i])
        yield number, Stake(part, n, len(members), *counted, made_of=made_of)


def size_of(measure: str, number: str, key: Key, terms: Terms) -> Fraction:
    """What a member is measured by: 1 if equal, inhabitants, or what a measure has for it. `KeyError` if there is nothing."""
    return sizes_of(measure, number, key, terms)[measure]


def sizes_of(measure: str, number: str, key: Key, terms: Terms) -> dict[str, Fraction]:
    """The same for a measure and all that it is made of, each after its terms."""

    def counted(name: str) -> Fraction:
        if name == "equal":
            return Fraction(1)
        if name == "population":
            return _people(terms.register.municipalities[number], key.in_period(terms.period).population_date)
        return terms.register.measures[name].in_period(terms.period).values[number]

    return figures_of(measure, terms.register.measures, counted)


def _people(municipality: Municipality, day: date | None) -> Fraction:
    """Inhabitants on a day. Raises `KeyError` where that is not known."""
    if day is None:
        raise KeyError(day)
    return municipality.as_if.get(day) or Fraction(municipality.population[day])


def gone_by(key: Key, register: Register) -> Iterator[tuple[tuple[str | int, ...], str, tuple[str, ...]]]:
    """What a key goes by: where in the key it says so, the measure, and the numbers of those who are measured. Parts first, then limits."""
    for i, (part, members) in enumerate(zip(key.parts, part_members(key, register), strict=True)):
        yield ("parts", i, "by"), part.measure, members
    for i, limit in enumerate(key.limits):
        for field, value in (("most", limit.most), ("least", limit.least)):
            if isinstance(value, LimitRate):
                yield ("limits", i, field, "by"), value.measure, _held(limit.to, key, register)


def _held(to: Members, key: Key, register: Register) -> tuple[str, ...]:
    """The members of a key for whom a limit holds. An unknown group is nobody, and who is no member is not among them."""
    everyone = numbers(key.members, register)
    if to == ALL:
        return everyone
    group = register.groups.get(to) if isinstance(to, str) else None
    named = group.members if group else () if isinstance(to, str) else to
    return tuple(number for number in everyone if number in named)


def counts_people(key: Key, register: Register) -> bool:
    """Whether inhabitants count in a key: in a part by population, or in what another part goes by."""
    return any("population" in counted_in(measure, register.measures) for _, measure, _ in gone_by(key, register))


def part_of_year(key: Key, number: str, period: str) -> Fraction:
    """How much of a period a member takes part in."""
    return next((e.share for e in key.part_year if e.period == period and number in e.members), Fraction(1))


def key_of(budget: Budget, payer: str, period: str, post: Post | None = None) -> str | None:
    """The name of the key that shares a payer's part of a post (or of posts that do not say) in a period, if any does."""
    own = budget.payers[payer]
    return (post.keys.get(payer) if post else None) or own.keys_by_period.get(period) or own.key


def is_in(post: Post, period: str) -> bool:
    """Whether a post has any money in a period. If not, a key that only it names has nothing to do there."""
    return any(amounts.get(period) for amounts in (post.amounts, post.covered, post.external))


def keys_that_share(budget: Budget, periods: Iterable[str]) -> set[str]:
    """The names of the keys by which something is shared in `periods`: those that a result of these periods shows."""
    found: set[str | None] = set()
    for period in periods:
        found |= {key_of(budget, payer, period) for payer in budget.payers}
        found |= {
            key
            for post in budget.posts
            if is_in(post, period)
            for payer, key in post.keys.items()
            if post.paid_by.get(payer)
        }
    return {name for name in found if name}


def sharing(budget: Budget, register: Register, periods: Iterable[str]) -> set[str]:
    """The numbers of all who share something in any of `periods`."""
    return {n for name in keys_that_share(budget, periods) for n in numbers(budget.keys[name].members, register)}


def uses_of(budget: Budget) -> dict[str, dict[str, None]]:
    """The names of the keys that are used, each with the periods it is used in, in the order of the file."""
    uses: dict[str, dict[str, None]] = {}
    for period in budget.periods:
        used = [key_of(budget, payer, period) for payer in budget.payers]
        used += [key for post in budget.posts if is_in(post, period) for key in post.keys.values()]
        for key in filter(None, used):
            uses.setdefault(key, {})[period] = None
    return uses


_AGREED_SHARES: Final = Text({"nn": "avtalte andelar", "nb": "avtalte andeler", "en": "agreed shares"})


def with_parties(budget: Budget, register: Register) -> Register:
    """The register with what the budget adds to it: parties that are no municipalities, measures, shares that keys list, and figures."""
    agreed = {
        name: Measure(_AGREED_SHARES, shares) for key in budget.keys.values() for name, shares in key.agreed.items()
    }
    if not budget.parties and not budget.measures and not agreed and not budget.figures:
        return register
    parties = {
        number: Municipality(
            *(number, party.name, "", None, None, None, {}), is_party=True, called=party.called, council=party.council
        )
        for number, party in budget.parties.items()
        if number not in register.municipalities
    }
    joined = replace(
        register,
        municipalities={**register.municipalities, **parties},
        measures={**register.measures, **budget.measures, **agreed},
    )
    return with_figures(budget, joined) if budget.figures else joined


def at_population_date(budget: Budget, day: date) -> Budget:
    """The same budget with every key using the populations of another day."""
    return replace(
        budget, keys={name: replace(key, population_date=day, population_dates={}) for name, key in budget.keys.items()}
    )


def population_dates(budget: Budget, register: Register) -> list[date]:
    """The days on which there is a population, not zero, for everyone whose population counts in a key of the budget."""
    counted = {
        number
        for key in budget.keys.values()
        for _, measure, members in gone_by(key, register)
        if "population" in counted_in(measure, register.measures)
        for number in members
    }
    days = {day for municipality in register.municipalities.values() for day in municipality.population}
    return sorted(day for day in days if all(register.municipalities[number].population.get(day) for number in counted))
