"""What a budget and a municipality file must mean: small functions, each yielding the problems of its kind.

Works on values that have passed the gate. Nothing here reports what is only the consequence of another fault: each rule looks
past what is in doubt. Knows nothing of lines or printing. What no rule objects to, `lkt_alloc.allocate` can share out.
"""

from collections.abc import Callable, Iterable

from lkt_alloc.findings import Problem
from lkt_alloc.rules import members, money, populations, references
from lkt_alloc.rules.case import Case

Check = Callable[[Case], Iterable[Problem]]

BUDGET_RULES: tuple[Check, ...] = (
    references.in_budget,
    references.to_groups,
    members.of_keys,
    members.in_parts,
    money.key_shares,
    money.period_dates,
    members.in_use,
    populations.on_the_date,
    money.post_ids,
    money.covered,
    money.payer_shares,
    money.rounding_units,
    money.control_totals,
)
"""Rules for a budget and the register it is used with, in an order in which none depends on a later one."""

REGISTER_RULES: tuple[Check, ...] = (
    references.in_register,
    members.merged,
    members.of_groups,
    money.validity_dates,
    populations.not_zero,
)
"""Rules for a municipality file in itself."""

CASTS_DOUBT = {
    "unknown-reference",
    "unknown-member",
    "period-dates",
    "duplicate-post",
    "covered-amount",
    "payer-shares",
}
"""Faults after which other rules cannot rely on what stands at the place."""


def problems(checks: Iterable[Check], case: Case) -> list[Problem]:
    """Everything that `checks` object to. Adds to the doubts of `case`."""
    found: list[Problem] = []
    for check in checks:
        new = [problem for problem in check(case) if case.sure(*problem.path, document=problem.document)]
        for problem in new:
            if problem.rule in CASTS_DOUBT:
                case.doubts[problem.document].add(problem.path)
        found += new
    return found
