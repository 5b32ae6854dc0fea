"""What a budget and a municipality file must mean: small functions, each yielding the problems of its kind.

Works on values that have passed the gate. Nothing here reports what is only the consequence of another fault: each rule looks
past what is in doubt. Knows nothing of lines or printing. What no rule objects to, `lkt_alloc.engine.allocate` can share out.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

from lkt_alloc.checks.rules import (
    dates,
    keys,
    limits,
    measures,
    members,
    mergers,
    money,
    organisations,
    part_years,
    parts,
    populations,
    provenance,
    references,
    stated,
    totals,
)
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.catalogue import TOO_LARGE
from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Problem

Check = Callable[[Case], Iterable[Problem]]

BUDGET_RULES: Final[tuple[Check, ...]] = (
    money.size,
    references.in_budget,
    references.in_keys,
    references.to_groups,
    measures.in_budget,
    parts.kinds,
    members.of_keys,
    members.of_parties,
    members.named_in_keys,
    members.in_parts,
    part_years.shares,
    part_years.members,
    part_years.once,
    keys.shares,
    keys.agreed,
    keys.rounded,
    keys.used,
    money.period_dates,
    keys.validity,
    members.in_use,
    populations.on_the_date,
    measures.measured,
    keys.left_something,
    parts.somebody,
    parts.indexed,
    limits.alone,
    limits.together,
    limits.not_crossed,
    limits.units,
    populations.not_newer,
    money.post_ids,
    money.covered,
    money.signs,
    money.vat,
    money.payer_shares,
    totals.rounding_units,
    parts.differences,
    totals.control_totals,
    stated.in_budget,
    stated.members,
    provenance.in_budget,
    dates.of_case,
)
"""Rules for a budget and the register it is used with, in an order in which none depends on a later one."""

KEY_RULES: Final[tuple[Check, ...]] = (
    references.in_budget,
    references.in_keys,
    references.to_groups,
    parts.kinds,
    members.of_keys,
    members.named_in_keys,
    members.in_parts,
    part_years.shares,
    part_years.members,
    part_years.once,
    keys.shares,
    keys.agreed,
    keys.rounded,
    measures.measured,
    limits.alone,
    limits.together,
    limits.not_crossed,
    limits.units,
)
"""Those of them that are about what a key says, whoever uses it and whatever it is to share."""

REGISTER_RULES: Final[tuple[Check, ...]] = (
    references.in_register,
    measures.in_register,
    mergers.known,
    mergers.split,
    organisations.own_numbers,
    members.of_groups,
    members.named_in_groups,
    money.validity_dates,
    populations.not_zero,
    populations.no_jumps,
    populations.with_source,
    stated.in_register,
    provenance.in_register,
)
"""Rules for a municipality file in itself."""

RESULT_RULES: Final[tuple[Check, ...]] = (stated.amounts,)
"""Rules for what a budget comes to, in which nothing else is wrong that cannot be acknowledged."""


def problems(checks: Iterable[Check], case: Case) -> list[Problem]:
    """Everything that `checks` object to. Adds to the doubts of `case`."""
    found: list[Problem] = []
    for check in checks:
        standing = (problem for problem in check(case) if case.stands(*problem.path, document=problem.document))
        new = list(islice(standing, MAX_FINDINGS + 1 - len(found)))
        for problem in new:
            if problem.rule.casts_doubt:
                case.doubts[problem.document].add(problem.path)
        found += new
        if any(problem.rule is TOO_LARGE for problem in new):
            break
    return references.folded(found)
