"""A key and its members become each member's exact share. Knows nothing of money, formats or wording."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import lcm

from lkt_alloc.model import ALL, OTHERS, Budget, Key, Members, Municipality, Part, Register


@dataclass(frozen=True, slots=True)
class Stake:
    """What one member has in one part of a key: `weight / weight_sum` of the part's share (inhabitants, or 1 if equal).

    `number` is the part's place in the key, from 1; `members` is how many share the part.
    """

    part: Part
    number: int
    members: int
    weight: int
    weight_sum: int

    @property
    def share(self) -> Fraction:
        """The member's share of the whole through this part."""
        return self.part.share * self.weight / self.weight_sum

    @property
    def denominator(self) -> int:
        """A denominator of `share` that all members of the part have in common."""
        return self.part.share.denominator * self.weight_sum


@dataclass(frozen=True, slots=True)
class KeyShares:
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


def key_shares(key: Key, register: Register) -> KeyShares:
    """Add up what each member has in each part, exactly.

    Expects a sound key (`lkt_alloc.rules`): shares that make 1, no empty part, a population for everyone who needs one.
    """
    stakes: dict[str, list[Stake]] = {number: [] for number in sorted(numbers(key.members, register), key=by_number)}
    for n, (part, members) in enumerate(zip(key.parts, part_members(key, register), strict=True), start=1):
        weights = {number: _weight(part, register.municipalities[number], key.population_date) for number in members}
        weight_sum = sum(weights.values())
        for number, weight in weights.items():
            stakes[number].append(Stake(part, n, len(members), weight, weight_sum))
    denominator = lcm(*(stake.denominator for own in stakes.values() for stake in own))
    weights_by_member = tuple(
        sum(stake.part.share.numerator * stake.weight * (denominator // stake.denominator) for stake in own)
        for own in stakes.values()
    )
    return KeyShares(tuple(stakes), weights_by_member, denominator, tuple(map(tuple, stakes.values())))


def _weight(part: Part, municipality: Municipality, population_date: date) -> int:
    return 1 if part.measure == "equal" else municipality.population[population_date]


def at_population_date(budget: Budget, day: date) -> Budget:
    """The same budget with every key using the populations of another day."""
    return replace(budget, keys={name: replace(key, population_date=day) for name, key in budget.keys.items()})


def population_dates(budget: Budget, register: Register) -> list[date]:
    """The days on which there is a population, not zero, for everyone whose population counts in a key of the budget."""
    counted = {
        number
        for key in budget.keys.values()
        for part, members in zip(key.parts, part_members(key, register), strict=True)
        if part.measure == "population"
        for number in members
    }
    days = {day for municipality in register.municipalities.values() for day in municipality.population}
    return sorted(day for day in days if all(register.municipalities[number].population.get(day) for number in counted))
