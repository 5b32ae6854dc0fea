"""Everything that is said of every example and of budgets made for it is so, in all languages; see `invariants`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import ALL, NOBODY, PART_KINDS, Limit, LimitRate, LimitShare, StepsPart
from lkt_alloc.reports.results import Found, Laid, OfAllocation, Result
from lkt_alloc.reports.rule_pages import Rules
from tests.acceptance.sentences.invariants import CHECKS
from tests.acceptance.sentences.papers import OTHERS, OWN, RESULTS, papers, sound


@pytest.mark.slow  # no version of anything changes what is said
@pytest.mark.no_cover
@pytest.mark.parametrize("path", [*OWN, *OTHERS], ids=lambda path: path.stem)
def test_what_is_said_of_a_budget_is_so(path: Path) -> None:
    wrong = [
        f"{check.__name__} · {paper.words.language} · {paper.command} · {line}"
        for paper in papers(path)
        for check in CHECKS
        for line in check(paper)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_result_for_people_is_among_what_is_said() -> None:
    others = {Laid, Found, OfAllocation, Rules}
    ours = {kind for kind in _kinds_of(Result) if kind.__module__.startswith("lkt_alloc.")}
    assert ours - others == set(RESULTS)


def _kinds_of(kind: type) -> Iterator[type]:
    own: type
    for own in kind.__subclasses__():
        yield own
        yield from _kinds_of(own)


def _keys() -> list[Key]:
    return [key for path in OWN for key in sound(path).budget.keys.values()]


def test_the_budgets_have_every_kind_of_part_by_every_kind_of_measure() -> None:
    parts = [part for key in _keys() for part in key.parts]
    assert {part.kind for part in parts} == set(PART_KINDS)
    assert {part.marginal for part in parts if isinstance(part, StepsPart)} == {True, False}
    for kind in ("share", "amount", "rate", "steps"):
        measures = {part.measure for part in parts if part.kind == kind}
        assert measures - {"equal", "population"}, kind
        assert "population" in measures, kind


def test_the_budgets_have_every_kind_of_limit() -> None:
    limits = [limit for key in _keys() for limit in key.limits]
    assert {limit.borne_by if isinstance(limit.borne_by, str) else "named" for limit in limits} == {
        "others",
        NOBODY,
        "named",
    }
    values = [value for limit in limits for value in (limit.most, limit.least)]
    assert {type(value) for value in values} >= {int, LimitShare, LimitRate}
    for has in (_least, _most, _parts, _everyone):
        assert {has(limit) for limit in limits} == {True, False}, has


def _least(limit: Limit) -> bool:
    return limit.least is not None


def _most(limit: Limit) -> bool:
    return limit.most is not None


def _parts(limit: Limit) -> bool:
    return bool(limit.parts)


def _everyone(limit: Limit) -> bool:
    return limit.to == ALL


def test_the_budgets_have_every_kind_of_member_and_sign() -> None:
    assert {_members(path) for path in OWN} == {"parties", "municipalities", "both"}
    assert {len(key.members) for key in _keys()} >= {1, 2, 3}
    budgets = [sound(path).budget for path in OWN]
    totals = {
        (amount > 0) - (amount < 0) for budget in budgets for post in budget.posts for amount in post.amounts.values()
    }
    assert totals == {-1, 0, 1}
    for field in ("keys_by_period",):
        assert any(getattr(payer, field) for budget in budgets for payer in budget.payers.values())
    for field in ("covered", "external", "keys"):
        assert any(getattr(post, field) for budget in budgets for post in budget.posts), field
    for field in ("index", "part_year", "limits", "uncovered"):
        assert any(getattr(key, field) for key in _keys()), field


def _members(path: Path) -> str:
    members = {number for key in sound(path).budget.keys.values() for number in key.members}
    parties = members & sound(path).budget.parties.keys()
    return "municipalities" if not parties else "parties" if parties == members else "both"
