"""What a case note says, from head to attachment: of several keys and periods, of what is only imagined, and of accounts."""

from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document

from lkt_alloc.files.disk import embedded
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

NBSP = "\u00a0"
EXAMPLES = ROOT / "examples"


def note(tmp_path: Path, *arguments: str | Path, lang: str, form: str = "text") -> str:
    """A case note, with ordinary spaces."""
    said, code = inside(["document", *arguments, "--lang", lang, "--format", form], tmp_path)
    assert code == 0, said
    return said.replace(NBSP, " ")


def example(name: str) -> tuple[str | Path, ...]:
    """The options for an example."""
    return "--budget", EXAMPLES / f"{name}.yaml", "--municipalities", EXAMPLES / "municipalities.yaml"


def points(said: str) -> list[str]:
    """The numbered points."""
    return [line.split(". ", 1)[1] for line in said.splitlines() if line[:1].isdigit() and line[1:3] == ". "]


def test_the_proposed_resolution_stands_before_all_that_it_rests_on(tmp_path: Path) -> None:
    said = note(tmp_path, "--kommune", "Os", lang="nn")
    assert said.split("\n\n")[1].splitlines() == [
        "Saksnummer: [saksnummer]",
        "Saksbehandlar: [namn]",
        "Dato: [dato]",
        "Saksgang: formannskapet [dato], kommunestyret [dato]",
        "Vedlegg 1: Kven som betaler kva",
    ]
    order = [
        "Kommunedirektøren sitt framlegg til vedtak\n",
        "Kommunestyret gjer slikt vedtak:\n\n1. ",
        "Saksopplysningar\n",
        "Vedtaket skal sendast til [mottakar] innan [frist], saman med fakturaadressa.\n",
        "Vurdering\n",
        "[Saksbehandlar skriv vurderinga.]\n",
        "Økonomiske konsekvensar\n",
        "Vedlegg 1: Kven som betaler kva\n",
    ]
    assert sorted(order, key=said.rindex) == order


def test_a_council_has_its_name_and_a_party_has_none(tmp_path: Path) -> None:
    assert "Heradsstyret gjør slikt vedtak:" in note(tmp_path, "--kommune", "Ulvik", lang="nb")
    party = note(tmp_path, "--kommune", "HB", *example("lkt_hospitals"), lang="nb")
    assert "\nForslag til vedtak\n" in party
    assert "Saksgang: [utvalg] [dato]" in party
    assert [word for word in ("slikt vedtak", "irektør") if word in party] == []


def test_each_key_says_which_periods_it_holds_for(tmp_path: Path) -> None:
    said = note(tmp_path, "--kommune", "Drammen", *example("drammensregionens_brannvesen"), lang="nb", form="markdown")
    key = "ellers 500 000 kr hver og resten etter folketall"
    assert points(said)[1:3] == [
        f"Drammen kommune slutter seg til at det kommunene skal betale for {year}, "
        f"fordeles etter nøkkelen «Drammen {percent} %, {key}»."
        for year, percent in (("2017", "45,1"), ("2018", "40,1"))
    ]
    headings = [line for line in said.splitlines() if line.startswith("#")]
    assert len(headings) == len(set(headings))


def test_each_key_says_which_items_it_holds_for(tmp_path: Path) -> None:
    said = note(tmp_path, "--kommune", "Alver", *example("ikt_nordhordland"), lang="nn")
    for item in ("1 «Drift»", "2 «Fagsystem for nokre»"):
        for there in (" sluttar seg til at det {}, blir fordelt etter", "\nDet {}, blir delt mellom", "\nDet {}\n"):
            assert there.format(f"kommunane skal betale for post {item}") in said


THREE_KEYS = """
format: lkt-alloc/budget/1
name: Legevakt
language: nn
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
  "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}
payers: {k: {name: kommunane, key: lik, keys_by_period: {"2025": ny}}}
keys:
  lik: {name: likt, KEY}
  ny: {name: ny, KEY}
  bil: {name: bil, KEY}
posts:
  - {id: a, name: Drift, paid_by: {k: 100 %}, amounts: {"2024": 100, "2025": 200}}
  - {id: b, name: Bilar, paid_by: {k: 100 %}, amounts: {"2024": 100}, keys: {k: bil}}
  - {id: c, name: Lokale, paid_by: {k: 100 %}, amounts: {"2024": 100}}
"""
KEY = 'members: ["4621", "4628"], population_date: 2024-01-01, rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]'


def test_a_key_of_some_items_in_some_periods_says_both(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(THREE_KEYS.replace("KEY", KEY), encoding="utf-8")
    said = points(note(tmp_path, "--kommune", "Vaksdal", "--budget", "b.yaml", lang="nn"))
    assert [point.split(" seg til at det kommunane skal betale for ")[1].split(",")[0] for point in said[1:4]] == [
        "2024 (postane a «Drift» og c «Lokale»)",
        "2024 (post b «Bilar»)",
        "2025",
    ]


# what is only imagined


@pytest.mark.parametrize(
    ("change", "lang", "said"),
    [
        (["--without", "Voss"], "nn", "(med denne endringa: Voss er ikkje med)"),
        (["--without", "Voss", "--gap"], "nb", "(med denne endringen: ingen betaler for Voss)"),
        (["--only", "Bergen,Os"], "en", "(with this change: only Bergen and Os take part)"),
        (
            ["--population", "2019-01-01", "--without", "Voss"],
            "nn",
            "(med desse endringane: folketala er frå 1. januar 2019 og Voss er ikkje med)",
        ),
    ],
)
def test_the_name_of_a_changed_key_says_what_is_changed(
    change: list[str], lang: str, said: str, tmp_path: Path
) -> None:
    printed = note(tmp_path, "--kommune", "Os", "--period", "2019", *change, lang=lang)
    assert printed.count(said) == 3  # in the points, in the calculation and below the table
    for command in (
        ["compute", "2019"],
        ["explain", "Os", "--period", "2019"],
        ["invoice", "2019", "--format", "text"],
    ):
        shown, _ = inside([*command, *change, "--lang", lang], tmp_path)
        assert said in shown.replace(NBSP, " "), command


def test_a_change_that_is_not_of_the_key_leaves_its_name(tmp_path: Path) -> None:
    said = note(tmp_path, "--kommune", "Os", "--set", "post.1.6.2019=60000", lang="nn")
    assert "med denne endringa" not in said


def test_what_is_imagined_is_no_proposal(tmp_path: Path) -> None:
    first, *others = points(note(tmp_path, "--kommune", "Os", "--without", "Voss", lang="nb"))
    assert first.startswith("Dette er et tenkt tilfelle og ikke et forslag til vedtak. Endret: ")
    assert "Voss (1235)" in first
    assert len(others) == 3
    assert "tenkt tilfelle" not in note(tmp_path, "--kommune", "Os", lang="nb")


# accounts

ACTUAL = EXAMPLES / "lkt_2018_actual.yaml"


def test_after_the_accounts_the_whole_note_is_about_the_settlement(tmp_path: Path) -> None:
    said = note(tmp_path, "--kommune", "Os", "--actual", ACTUAL, lang="nn")
    assert points(said) == [
        "Os kommune tek avrekninga av «LKT-prosjektet 2018–2019» for hausten 2018 til vitande, jf. vedlegg 1.",
        "Os kommune får tilbake 124 kr.",
    ]
    assert "Saka gjeld avrekninga av «LKT-prosjektet 2018–2019» for hausten 2018." in said
    assert said.count("6 648") == 2  # paid: in the text and in its table
    assert [word for word in ("90 113", "dekkjer", "fakturaadresse", "samarbeidet går ut på") if word in said] == []


# what is known of the case

CASE = """\
case:
  number: 18/1234
  officer: Kari Nordmann
  sender: sekretariatet
  date: 2018-09-10
  meetings: [{committee: {nn: finansutvalet, nb: finansutvalget}, date: 2018-10-02}, {committee: kommunestyret}]
  background: {nn: LKT utviklar tenester., nb: LKT utvikler tjenester.}
  paid_from: ansvar 3210
  answer_to: {nn: prosjektleiaren, nb: prosjektlederen}
  answer_by: 2018-10-15
"""


@pytest.fixture
def own(tmp_path: Path) -> tuple[str | Path, ...]:
    """The options for the built-in budget with a case."""
    (tmp_path / "b.yaml").write_text(CASE + embedded("budget").read_text(encoding="utf-8"), encoding="utf-8")
    return "--kommune", "Os", "--budget", "b.yaml", "--municipalities", embedded("municipalities")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "nn",
            [
                "Saksbehandlar: Kari Nordmann\nFrå: sekretariatet\nDato: 10. september 2018\n"
                "Saksgang: finansutvalet 2. oktober 2018, kommunestyret [dato]\n",
                "Beløpa blir dekte over ansvar 3210.",
                "\nLKT utviklar tenester.\n",
                "Vedtaket skal sendast til prosjektleiaren innan 15. oktober 2018, saman med fakturaadressa.",
            ],
        ),
        (
            "nb",
            ["Saksgang: finansutvalget 2.", "LKT utvikler tjenester.", "til prosjektlederen innen 15. oktober 2018"],
        ),
    ],
)
def test_a_case_note_says_what_the_budget_says_of_the_case(
    lang: str, said: list[str], own: tuple[str | Path, ...], tmp_path: Path
) -> None:
    printed = note(tmp_path, *own, lang=lang)
    assert [words for words in said if words not in printed] == []
    assert printed.count("[") == printed.count("[dato]") + 1  # and the assessment


def test_what_is_typed_comes_before_what_the_budget_says_of_the_case(
    own: tuple[str | Path, ...], tmp_path: Path
) -> None:
    flags = ["--case-number", "9", "--officer", "Ola", "--sender", "Os", "--dated", "1.9.2018", "--paid-from", "fond"]
    printed = note(tmp_path, *own, *flags, "--meeting-date", "3.10.2018", lang="nn")
    assert (
        "Saksnummer: 9\nSaksbehandlar: Ola\nFrå: Os\nDato: 1. september 2018\n"
        "Saksgang: finansutvalet 3. oktober 2018, kommunestyret [dato]\n"
    ) in printed
    assert "blir dekte over fond." in printed


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--meeting-date", "2.10.2018"], "formannskapet 2. oktober 2018, kommunestyret [dato]"),
        (["--committee", "rådet", "--meeting-date", "2.10.2018"], "rådet 2. oktober 2018"),
        (["--committee", "rådet", "--committee", "utvalet"], "rådet [dato], utvalet [dato]"),
        (
            ["--committee", "rådet", "--meeting-date", "2.10.2018", "--meeting-date", "3.10.2018"],
            "rådet 2. oktober 2018, [utval] 3. oktober 2018",
        ),
    ],
)
def test_days_are_of_the_committees_in_their_order(flags: list[str], said: str, tmp_path: Path) -> None:
    assert f"Saksgang: {said}\n" in note(tmp_path, "--kommune", "Os", *flags, lang="nn")


def test_accounts_of_one_period_make_no_note_on_another(tmp_path: Path) -> None:
    arguments: list[str | Path] = ["document", "--kommune", "Os", "--actual", ACTUAL, "--lang", "en", "--period"]
    assert inside([*arguments, "2019"], tmp_path) == (
        "lkt-alloc: The final figures are those of another period: autumn 2018.\n  Leave out --period.\n",
        2,
    )
    assert inside([*arguments, "2018"], tmp_path)[1] == 0


# the language


@pytest.mark.parametrize("machine", ["en_US.UTF-8", "nb_NO.UTF-8", "nn_NO.UTF-8"])
def test_a_paper_is_in_the_language_of_the_budget_whatever_the_machines(machine: str, tmp_path: Path) -> None:
    for paper in (["document", "--kommune", "Os"], ["invoice", "2019", "--format", "text"]):
        own, _ = inside(paper, tmp_path, LC_ALL=machine)
        asked, _ = inside([*paper, "--lang", "nn"], tmp_path)
        assert own.splitlines()[:30] == asked.splitlines()[:30]
        english, _ = inside([*paper, "--lang", "en"], tmp_path, LC_ALL=machine)
        assert english.splitlines()[:30] != asked.splitlines()[:30]
    assert inside(["compute", "2019"], tmp_path, LC_ALL="en_US.UTF-8")[0].startswith("The LKT project")


def test_what_is_said_beside_a_paper_is_in_the_language_of_the_machine(tmp_path: Path) -> None:
    said, _ = inside(["invoice", "2019", "--format", "text"], tmp_path, LC_ALL="en_US.UTF-8")
    assert "Kroner" in said
    assert "\nWarning: " in said


def test_names_that_stay_in_another_language_are_told_of(tmp_path: Path) -> None:
    nordhordland = example("ikt_nordhordland")
    said = (
        "Budsjettet har disse navnene på et annet språk enn det resultatet er på: "
        "«kommunane», «1/3 likt, 2/3 etter folketal», «etter talet på brukarar».\n"
    )
    for command in (["compute"], ["document", "--kommune", "Modalen"]):
        assert inside([*command, *nordhordland, "--lang", "nb"], tmp_path)[0].startswith(said)
        assert "annet språk" not in inside([*command, *nordhordland, "--lang", "nn"], tmp_path)[0]
    many, _ = inside(["compute", *example("innherred_legevakt"), "--lang", "en"], tmp_path)
    assert "in another language than that of the result: " in many.splitlines()[0]


# in Word


def test_points_stand_on_one_page_with_what_introduces_them_and_tables_with_their_notes(tmp_path: Path) -> None:
    inside(["document", "--kommune", "Os", "--output", "os.docx"], tmp_path)
    made = Document(str(tmp_path / "os.docx"))
    points = [p for p in made.paragraphs if p.style and p.style.name == "List Number"]
    assert [p.paragraph_format.keep_together for p in points] == [True] * 3
    assert [p.paragraph_format.keep_with_next for p in points] == [True, True, False]
    said = [p for p in made.paragraphs if p.style and p.style.name == "Normal" and p.text]
    assert {p.paragraph_format.keep_together for p in said} == {True}
    (before,) = (p for p, after in pairwise(made.paragraphs) if after.text == points[0].text)
    assert before.paragraph_format.keep_with_next
    kept = [[row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in t.rows] for t in made.tables]
    assert kept == [[*[True] * (len(rows) - 1), end] for rows, end in zip(kept, (None, None, True, True), strict=True)]


def test_a_long_title_is_broken_before_the_name_and_not_within_a_span_of_years(tmp_path: Path) -> None:
    inside(["document", "--kommune", "Os", "--output", "os.docx"], tmp_path)
    title = Document(str(tmp_path / "os.docx")).paragraphs[0].text
    assert title == "Saksframlegg for Os kommune:\nLKT-prosjektet 2018–2019"
    inside(["compute", "--output", "all.docx", "--lang", "nn"], tmp_path)
    assert Document(str(tmp_path / "all.docx")).paragraphs[0].text == "LKT-prosjektet 2018–2019: fordeling"
