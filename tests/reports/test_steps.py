"""What an exact amount is made of, said part by part: every kind of part, limit and difference in words."""

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.checks.rules.parts import differences
from lkt_alloc.checks.rules.references import in_register
from lkt_alloc.diagnostics.findings import Doubts
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget, Index, Key, PartYear
from lkt_alloc.engine.parts import (
    NOBODY,
    OF_REST,
    AmountPart,
    FirstPart,
    Limit,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Measure, Register
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of
from tests.engine.strategies import text as name

A, B = "0101", "0102"
ENGLISH = Words("en")
HOURS = Measure(name("hours"), {A: Fraction(75, 2), B: Fraction(0)})
REGISTER = replace(register_of({A: {THEN: 30}, B: {THEN: 10}}), measures={"hours": HOURS})
REST = RestPart("all", "population")
CLASSES = (Step(Fraction(10), None, 50_000), Step(None, Fraction(200)))


def explained(key: Key, number: str, total: int = 100_000, register: Register = REGISTER, **more: object) -> str:
    budget: Budget = replace(budget_of({"k": key}, ({"k": 1}, total, 0)), **more)
    assert errors(budget, register) == []
    allocation = allocate(budget, register, ["2018"])
    said = text.render(Explained(allocation, [], number).report(), ENGLISH).replace("\N{NO-BREAK SPACE}", " ")
    return said[said.index("Step 3") : said.index("Step 4")]


def test_a_class_has_an_amount_or_a_rate() -> None:
    key = key_of((A, B), StepsPart(CLASSES, "all", "population"), REST)
    assert "Part 1: name 0102 has 10 inhabitants. In that class: NOK 500" in explained(key, B)
    assert "Part 1: name 0101 has 30 inhabitants. In that class: NOK 2 × 30 = NOK 60" in explained(key, A)


def test_marginal_classes_of_nothing_are_nothing() -> None:
    steps = (Step(Fraction(10), Fraction(100)), Step(None, Fraction(200)))
    key = key_of((A, B), StepsPart(steps, "all", "hours", marginal=True), REST)
    assert "name 0101 has 37.5 (hours). Class by class: NOK 1 × 10 + NOK 2 × 27.5 = NOK 65" in explained(key, A)
    assert "name 0102 has 0 (hours). Class by class: NOK 0 = NOK 0" in explained(key, B)


def test_a_class_for_some_of_a_period_is_that_of_the_full_size() -> None:
    part_year = (PartYear("2018", (A,), Fraction(1, 12)),)
    flat = (Step(Fraction(10), None, 12_000), Step(None, None, 24_000))
    marginal = (Step(Fraction(10), Fraction(60)), Step(None, Fraction(120)))
    for part, said in (
        (StepsPart(flat, "all", "hours"), "In that class: NOK 240"),
        (StepsPart((Step(None, Fraction(640)),), "all", "hours"), "NOK 6.40 × 37.5 = NOK 240"),
        (
            StepsPart(marginal, "all", "hours", marginal=True),
            "Class by class: NOK 0.60 × 10 + NOK 1.20 × 27.5 = NOK 39",
        ),
        (RatePart(Fraction(640), "all", "hours"), "Part 1: name 0101 has 37.5 (hours). NOK 6.40 × 37.5 = NOK 240"),
        (RatePart(Fraction(24_000), "all", "equal"), "Part 1: every member pays NOK 240."),
    ):
        whole, share = ("39", "3.25") if said.endswith("= NOK 39") else ("240", "20")
        said_of_part = explained(replace(key_of((A, B), part, REST), part_year=part_year), A)
        assert said in said_of_part
        assert f"Name 0101 takes part for 1/12 of the period: NOK {whole} × 1/12 = NOK {share}" in said_of_part
        assert "takes part" not in explained(replace(key_of((A, B), part, REST), part_year=part_year), B)


def test_who_has_nothing_pays_the_first_class() -> None:
    steps = (Step(Fraction(10), None, 12_000), Step(None, None, 24_000))
    key = key_of((A, B), StepsPart(steps, "all", "hours"), REST)
    assert "Part 1: name 0102 has 0 (hours). In that class: NOK 120" in explained(key, B)


def test_a_rest_after_nothing_is_not_calculated() -> None:
    assert "Part 1: the rest, NOK 1,000.\nIt is divided among 2" in explained(key_of((A, B), REST), A)


def test_shares_of_the_total_and_of_the_rest_thresholds_and_amounts() -> None:
    key = key_of(
        (A, B),
        FirstPart(10_000, (A,), "equal"),
        AmountPart(20_000, "all", "equal"),
        SharePart(Fraction(1, 4), "all", "population", of="total"),
        SharePart(Fraction(1, 2), "all", "hours", of=OF_REST),
        REST,
    )
    said = explained(key, A)
    assert "Part 1: the first NOK 100 of the total.\nIt falls to name 0101 alone." in said
    assert "Part 2: NOK 200.\nIt is divided equally among 2 municipalities: NOK 200 / 2 = NOK 100" in said
    population = "It is divided among 2 municipalities by population.\nTogether they have 40 inhabitants"
    assert (
        f"Part 3: 25% of the total, NOK 250.\n{population}, and name 0101 has 30.\nNOK 250 × 30 / 40 = NOK 187.50"
        in said
    )
    hours = "It is divided among 2 municipalities by hours.\nTogether they have 37.5 (hours)"
    rest = "50% of what is left after parts 1, 2 and 3: 50% × (NOK 1,000 − NOK 100 − NOK 200 − NOK 250) = NOK 225"
    assert f"Part 4: {rest}\n{hours}, and name 0101 has 37.5.\nNOK 225 × 37.5 / 37.5 = NOK 225" in said
    assert "Part 5: the rest: NOK 1,000 − NOK 100 − NOK 200 − NOK 250 − NOK 225 = NOK 225\n" in said
    assert "Together: NOK 781.25" in said


def test_an_index_is_named() -> None:
    key = replace(key_of((A, B), RatePart(Fraction(100), "all", "equal"), REST), index="cpi")
    index = Index(name("the price index"), {"2018": Fraction(103, 100)})
    said = explained(key, A, indices={"cpi": index})
    assert "The index multiplies rates by 1.03: the price index." in said
    amounts = replace(key, parts=(AmountPart(10_00, "all", "equal"), REST))
    assert "The index multiplies amounts by 1.03: the price index." in explained(amounts, A, indices={"cpi": index})
    assert "Part 1: every member pays NOK 1.03." in said
    still = explained(key, A, indices={"cpi": replace(index, factors={"2018": Fraction(1)})})
    assert "multiplied" not in still


def test_a_surplus_and_a_shortfall_are_said_below_the_table() -> None:
    rate = RatePart(Fraction(1000), "all", "population")
    key = replace(key_of((A, B), rate), uncovered=True, limits=(Limit(25_000, None, borne_by=NOBODY),))
    for total, said in (
        (30_000, "the allocation key gives NOK 50 more than the NOK 300 that are needed"),
        (50_000, "NOK 150 of NOK 500 is not"),
    ):
        allocation = allocate(budget_of({"k": key}, ({"k": 1}, total, 0)), REGISTER, ["2018"])
        for by_post in (False, True):
            shown = text.render(compute_report(allocation, [], "number", by_post=by_post), ENGLISH)
            assert said in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_a_limit_on_a_refund_mirrors_one_on_a_payment() -> None:
    key = replace(key_of((A, B), SharePart(Fraction(1), "all", "population")), limits=(Limit(60_000, None),))
    assert "The cap is NOK 600: NOK 750 becomes NOK 600." in explained(key, A, -100_000)


def test_faults_of_keys_hide_what_only_follows_from_them() -> None:
    rate = RatePart(Fraction(10), "all", "population")
    day = date(2010, 1, 1)
    unknown = [
        (replace(key_of((A, B), rate), population_date=day), ["population"]),
        (key_of((A, B), replace(rate, measure="metres")), ["unknown-reference"]),
        (replace(key_of((A, B), rate), index="cpi"), ["unknown-reference"]),
        (key_of((A,), replace(rate, to=(A, B))), ["unknown-member"]),
        (key_of((A, B), rate, AmountPart(1, "all", "hours")), ["measure"]),
    ]
    for key, rules in unknown:
        measures = {"hours": replace(HOURS, values={A: Fraction(0), B: Fraction(0)})}
        budget = budget_of({"k": key}, ({"k": 1}, 100_000, 0))
        assert [problem.rule.name for problem in errors(budget, replace(REGISTER, measures=measures))] == rules


def test_what_post_keys_and_indices_refer_to_exists() -> None:
    budget = budget_of({"k": key_of((A, B))}, ({"k": 1}, 100_000, 0))
    (post,) = budget.posts
    (payer,) = budget.payers.values()
    wrong = replace(
        budget,
        posts=(replace(post, keys={"k": "no", "nobody": "k"}, external={"2050": 0, "2018": 200_000}),),
        payers={"k": replace(payer, keys_by_period={"2018": "no", "2050": "k"})},
        indices={"i": Index(name("i"), {"2050": Fraction(1)}, "no")},
        measures={"m": replace(HOURS, source="no")},
    )
    found = [problem.rule.name for problem in errors(wrong, REGISTER)]
    assert found.count("unknown-reference") == 4  # each name once, wherever it stands
    covered = replace(budget, posts=(replace(post, external={"2018": 200_000}),))
    assert [problem.rule.name for problem in errors(covered, REGISTER)] == ["covered-amount"]


def test_a_refund_cannot_be_shared_by_rates_that_leave_a_difference() -> None:
    rate = RatePart(Fraction(10), "all", "population")
    key = replace(key_of((A, B), rate), uncovered=True)
    assert [p.rule.name for p in errors(budget_of({"k": key}, ({"k": 1}, -100, 0)), REGISTER)] == ["key-difference"]
    more = key_of((A, B), AmountPart(200, "all", "equal"))
    assert [p.rule.name for p in errors(budget_of({"k": more}, ({"k": 1}, 100, 0)), REGISTER)] == ["key-difference"]


def test_a_key_of_shares_is_not_asked_for_its_difference_and_a_measure_of_nothing_only_once() -> None:
    plain, priced = (
        key_of((A, B)),
        key_of((A, B), RatePart(Fraction(10), "all", "population"), REST),
    )
    assert errors(budget_of({"a": plain, "b": priced}, ({"a": 1}, 1000, 0), ({"b": 1}, 1000, 0)), REGISTER) == []
    empty = replace(REGISTER, measures={"hours": replace(HOURS, values={A: Fraction(0), B: Fraction(0)})})
    nothing = key_of((A, B), AmountPart(100, "all", "hours"), REST)
    case = Case(budget_of({"k": nothing}, ({"k": 1}, 1000, 0)), empty, {"budget": Doubts(), "municipalities": Doubts()})
    assert list(differences(case)) == []


def test_a_measure_of_the_municipality_file_has_a_source_that_exists() -> None:
    wrong = replace(REGISTER, measures={"hours": replace(HOURS, source="no")})
    case = Case(budget_of({"k": key_of((A, B))}), wrong, {"budget": Doubts(), "municipalities": Doubts()})
    assert [problem.path for problem in in_register(case)] == [("measures", "hours", "source")]
