"""What members are called, and what their councils are."""

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.checks.reading import read_pair
from lkt_alloc.checks.registers import known_to
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.comparison import compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.invoice import InvoiceTerms, invoice_list
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.names import bare
from lkt_alloc.engine.parts import ALL, RestPart
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.scenario import Actual
from lkt_alloc.engine.settlement import settle
from lkt_alloc.files import norway
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.sentences import Text, Value
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Table
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.compute import compute_listing, compute_report
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.invoice import Invoiced
from lkt_alloc.reports.members import called, council, each, kinds_of, who_goes_first, with_number_of_municipality
from lkt_alloc.reports.page import page
from lkt_alloc.reports.settlement import Settled
from lkt_alloc.reports.workbook import compute_workbook
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

BUDGET = read_pair(embedded("budget"), embedded("municipalities")).budget


def a_member(
    number: str, name: str, *, is_party: bool = False, called: Text | None = None, council: Text | None = None
) -> Municipality:
    return Municipality(number, name, "", None, None, None, {}, is_party=is_party, called=called, council=council)


def said(value: Value | None) -> list[str]:
    assert value is not None
    return [Words(language).show(value) for language in LANGUAGES]


@pytest.mark.parametrize(
    ("number", "name", "norwegian", "english"),
    [
        ("1243", "Os", "Os kommune", "the municipality of Os"),
        ("1243", "Os (Hordaland)", "Os kommune", "the municipality of Os"),
        ("4601", "Bergen kommune", "Bergen kommune", "the municipality of Bergen"),
        ("0301", "Oslo KOMMUNE", "Oslo kommune", "the municipality of Oslo"),
        ("4600", "Vestland fylkeskommune", "Vestland fylkeskommune", "Vestland fylkeskommune"),
        ("2100", "Longyearbyen lokalstyre", "Longyearbyen lokalstyre", "Longyearbyen lokalstyre"),
        ("1233", "Ulvik", "Ulvik herad", "the municipality of Ulvik"),
        ("4621", "voss", "Voss herad", "the municipality of Voss"),
        ("1235", "Voss", "Voss kommune", "the municipality of Voss"),
        ("4620", "Ulvik herad", "Ulvik herad", "the municipality of Ulvik"),
        ("9999", "Ulvik herad", "Ulvik herad", "the municipality of Ulvik"),
        ("9998", "Ås KOMMUNE", "Ås KOMMUNE", "the municipality of Ås"),
        ("1233", "Os", "Os kommune", "the municipality of Os"),
        ("5041", "Snåase - Snåsa", "Snåsa kommune", "the municipality of Snåsa"),
        ("5041", "Snåase", "Snåsa kommune", "the municipality of Snåsa"),
        ("1224", "Kvinnherad", "Kvinnherad kommune", "the municipality of Kvinnherad"),
    ],
)
def test_a_municipality_is_called_by_its_plain_name_and_by_what_it_is(
    number: str, name: str, norwegian: str, english: str
) -> None:
    assert said(called(a_member(number, name))) == [norwegian, norwegian, english]


def test_what_a_file_says_comes_first() -> None:
    both = Text({"nn": "Ulvik herad", "en": "Ulvik"})
    assert said(called(a_member("1233", "Ulvik", called=both))) == ["Ulvik herad", "Ulvik herad", "Ulvik"]
    own = a_member("4601", "Bergen", called=Text({"": "Bergen by"}), council=Text({"": "byrådet"}))
    assert said(called(own)) + said(council(own)) == ["Bergen by"] * 3 + ["byrådet"] * 3


def test_a_party_is_called_by_its_name_and_has_no_council_that_is_known() -> None:
    party = a_member("HB", "Helse Bergen", is_party=True)
    assert said(called(party)) == ["Helse Bergen"] * 3
    assert council(party) is None
    assert said(called(a_member("1233", "Ulvik", is_party=True))) == ["Ulvik"] * 3
    assert (
        said(council(a_member("HR", "Hallingdal", is_party=True, council=Text({"": "regionrådet"}))))
        == ["regionrådet"] * 3
    )


@pytest.mark.parametrize(
    ("number", "name", "norwegian", "english"),
    [
        ("1243", "Os", "kommunestyret", "the municipal council"),
        ("1238", "Kvam", "heradsstyret", "the municipal council"),
        ("1224", "Kvinnherad", "kommunestyret", "the municipal council"),
        ("4601", "Bergen", "bystyret", "the city council"),
        ("5001", "Trondheim", "bystyret", "the city council"),
        ("9999", "Ny herad", "heradsstyret", "the municipal council"),
    ],
)
def test_councils(number: str, name: str, norwegian: str, english: str) -> None:
    assert said(council(a_member(number, name))) == [norwegian, norwegian, english]


def test_herad_are_those_that_were_at_the_time() -> None:
    herad = [m.number for m in norway.register().municipalities.values() if said(called(m))[0].endswith(" herad")]
    assert herad == ["1233", "1234", "1238", "4620", "4621", "4622"]


def test_every_municipality_of_norway_is_called_by_one_norwegian_name() -> None:
    for municipality in norway.register().municipalities.values():
        nn, nb, en = said(called(municipality))
        assert nn == nb
        assert not {"(", ")", " - "} & {*nn, *en}
        assert " - " not in nn + en
        assert en == f"the municipality of {nn.rpartition(' ')[0]}"


def a_budget(*members: str) -> Budget:
    key = replace(BUDGET.keys["lkt"], members=members, parts=(RestPart(ALL, "equal"),), names={})
    return replace(BUDGET, keys={"lkt": key})


@pytest.mark.parametrize(
    ("members", "names"),
    [
        (["0137", "0426"], ["Våler (Østfold)", "Våler (Hedmark)"]),
        (["0137", "0441"], ["Våler", "Os"]),
        (["1849", "1875"], ["Hamarøy", "Hamarøy"]),
        (["0821", "1867"], ["Bø (Telemark)", "Bø"]),
        (["1818", "1515", "1822"], ["Herøy (Nordland)", "Herøy (Møre og Romsdal)", "Leirfjord"]),
    ],
)
def test_members_have_their_plain_names_and_two_of_the_same_name_are_told_apart(
    members: list[str], names: list[str]
) -> None:
    known = known_to(a_budget(*members), None).municipalities
    assert [known[number].name for number in members] == names
    assert [said(called(known[number]))[0] for number in members] == [f"{bare(name)} kommune" for name in names]


def test_init_writes_what_members_are_called_and_import_what_new_numbers_are(tmp_path: Path) -> None:
    asked = [
        "--municipalities",
        "Snåase,Ulvik,Bergen,Os (Hordaland)",
        "--key",
        "population",
        "--period",
        "2019",
        "--amount",
        "1",
    ]
    assert inside(["init", "x", "--name", "X", *asked, "--lang", "nn"], tmp_path)[1] == 0
    file = tmp_path / "x" / "municipalities.yaml"
    written = file.read_text(encoding="utf-8")
    lines = (
        "name: Snåsa\n",
        "name: Ulvik\n    called: Ulvik herad\n",
        "name: Bergen\n    council: bystyret\n",
        "name: Os\n",
    )
    assert all(line in written for line in lines)
    file.write_text(re.sub(" *valid_to:.*\n", "", written), encoding="utf-8")
    known = [norway.register().municipalities[number] for number in ("4601", "4620", "4624", "5041")]
    rows = "".join(f'"{m.number} {m.name}";{m.population[date(2020, 1, 1)]}\n' for m in known)
    (tmp_path / "d.csv").write_text(f'"region";"Personer 2020"\n{rows}', encoding="utf-8")
    importing = [
        "population",
        "import",
        "d.csv",
        "--table",
        "07459",
        "--date",
        "2020-01-01",
        "--municipalities",
        "x/municipalities.yaml",
    ]
    printed, code = inside(importing, tmp_path)
    assert code == 0, printed
    entry = file.read_text(encoding="utf-8").partition('"4620":')[2]
    assert entry.index("name: Ulvik") < entry.index("called: Ulvik herad") < entry.index("valid_from")


EXAMPLES = {
    name: read_pair(ROOT / "examples" / f"{name}.yaml", ROOT / "examples" / "municipalities.yaml")
    for name in ("lkt_hospitals", "fjellnettverket_2021", "lkt_2020")
}
KINDS = {
    "lkt_hospitals": ({"Kommune", "Part", "Medlem"}, "2 partar"),
    "fjellnettverket_2021": ({"Medlem"}, "8 medlemer"),
    "lkt_2020": ({"Kommune"}, "18 kommunar"),
}
"""What the members of an example are called in columns, and how many there are."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_table_is_headed_by_what_its_members_are_and_counts_say_it(name: str) -> None:
    budget, register = EXAMPLES[name].budget, EXAMPLES[name].register
    start = next(iter(budget.periods))
    allocation = allocate(budget, register, list(budget.periods))
    first = allocate(budget, register, [start])
    settled = settle(Actual(start, {}, tuple(p.id for p in budget.posts), {}, {}, None, {}, {}), budget, register)
    side = Side(budget, register, start)
    words, (columns, count) = Words("nn"), KINDS[name]
    sections = page(allocation, [], "number", by_post=False).sections
    tables = [
        *(block for sort in ("name", "-amount") for block in compute_report(allocation, [], sort, by_post=True)),
        *(block for block in compute_report(first, [], "number", by_post=False)),
        *compute_report(allocation, [], "number", by_post=False, chart=True),
        *Explained(allocation, [], min(allocation.members)).report(),
        *CaseNote(allocation, [], min(allocation.members)).report(),
        compute_listing(allocation, by_post=True),
        Invoiced(first, [], words, invoice_list(first, InvoiceTerms())).table(),
        Settled(settled, []).table(),
        *Compared(compare(side, side), [], ("a", "b"), ("a", "b")).report(),
        *(Table(section.columns, (), (), 2) for section in sections),
    ]
    heads = {words.title(c.title) for table in tables if isinstance(table, Table) for c in table.columns}
    assert heads & {"Kommune", "Part", "Medlem"} == columns
    assert any(count in words.say(section.answer) for section in sections)
    book = compute_workbook(allocation, [], words)
    cells = {str(cell.value) for sheet in book.sheets for cell in sheet.cells.values()}
    assert cells & {"Kommune", "Part", "Medlem"} == columns - ({"Medlem"} if len(columns) > 1 else set())


def test_what_is_said_of_all_members_is_said_of_what_they_are() -> None:
    municipality, party = a_member("1243", "Os"), a_member("HB", "Helse Bergen", is_party=True)
    groups = ([municipality], [party], [municipality, party])
    assert [said(each(group))[:2] for group in groups] == [
        ["kvar kommune", "hver kommune"],
        ["kvar part", "hver part"],
        ["kvar medlem", "hvert medlem"],
    ]
    assert [said(kinds_of(group))[:2] for group in groups] == [
        ["Kommunar", "Kommuner"],
        ["Partar", "Parter"],
        ["Medlemer", "Medlemmer"],
    ]
    assert [said(who_goes_first(group))[2].partition(" go")[0] for group in groups] == [
        "the lower municipality number",
        "the identifier that is first in the alphabet",
        "municipalities",
    ]
    assert said(with_number_of_municipality(municipality))[0] == "Os kommune (kommunenummer 1243)"
    assert said(with_number_of_municipality(party)) == ["Helse Bergen"] * 3


def test_a_tie_between_parties_is_not_decided_by_a_municipality_number(tmp_path: Path) -> None:
    """Two hospitals share one krone: nothing that is said of them is of municipalities."""
    (tmp_path / "b.yaml").write_text(
        """format: lkt-alloc/budget/1
name: Sjukehus
language: nn
sources: {avtale: {title: avtalen}}
periods: {"2019": {name: "2019", from: 2019-01-01, to: 2019-12-31}}
parties: {HB: Helse Bergen, HDS: Haraldsplass}
payers: {eigarar: {name: eigarane, key: likt}}
keys:
  likt:
    name: likt
    source: avtale
    members: [HB, HDS]
    population_date: 2019-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: equal}]
posts: [{id: "1", name: Drift, source: avtale, paid_by: {eigarar: 100 %}, amounts: {"2019": 1 001}}]
""",
        encoding="utf-8",
    )
    for command in (["compute"], ["compute", "--by-post"], ["explain", "HB"], ["document", "--kommune", "HB"]):
        printed, code = inside([*command, "--budget", "b.yaml", "--lang", "nn"], tmp_path)
        assert code == 0, printed
        assert "kommun" not in printed.replace("kommunestyre", "")
    assert (
        "den identifikatoren som kjem først i alfabetet, går føre"
        in inside(["explain", "HB", "--budget", "b.yaml", "--lang", "nn"], tmp_path)[0]
    )
    printed = inside(["explain", "HZ", "--budget", "b.yaml", "--lang", "en"], tmp_path)[0]
    assert 'lkt-alloc: There is no member "HZ" here.' in printed
    text = (tmp_path / "b.yaml").read_text(encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("[HB, HDS]", "[HB, ZQX]"), encoding="utf-8")
    printed, code = inside(["check", "b.yaml", "--lang", "en"], tmp_path)
    assert code == 1
    assert '"ZQX" is neither the number of a municipality nor the identifier of a party.' in printed
    assert "Write the number of a municipality, or add the party to parties." in printed
