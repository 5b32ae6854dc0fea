"""What is typed wrong is said in the language that help is in, in our words, whatever Typer has in its own."""

from pathlib import Path

import pytest

from lkt_alloc.files.disk import embedded
from tests.cli.inside import inside

MISUSES = {
    "copmute": ("Det finst ingen kommando «copmute». Meinte du compute?", "--help"),
    "population imp": ("Det finst ingen kommando «imp». Meinte du import?", "population --help"),
    "quux": ("Det finst ingen kommando «quux».", "--help"),
    "--quux": ("Det finst ikkje noko val --quux.", "--help"),
    "--gap=1 compute": ("Det finst ikkje noko val --gap.", "--help"),
    "compute --quux": ("Det finst ikkje noko val --quux.", "compute --help"),
    "compute --budgte x": ("Det finst ikkje noko val --budgte. Meinte du --budget?", "compute --help"),
    "compute -z": ("Det finst ikkje noko val -z.", "compute --help"),
    "compute --gap=yes": ("Valet --gap har ingen verdi.", "compute --help"),
    "compute --format": ("Valet --format manglar ein verdi.", "compute --help"),
    "compute --sort name --sort=name": ("Valet --sort er oppgjeve meir enn éin gong.", "compute --help"),
    "compute 2018 2019 2020": ("Dette er meir enn kommandoen tek imot: 2019 2020.", "compute --help"),
    "invoice": ("Dette manglar: PERIODE.", "invoice --help"),
    "settle 2018": ("Dette manglar: --actual.", "settle --help"),
    "population import": ("Dette manglar: FIL.", "population import --help"),
    "compute --sort size": (
        "--sort: «size» er ikkje mellom dei som finst: number, name, committee, population, amount.",
        "compute --help",
    ),
    "invoice 2019 --due 31.02.2019": (
        "--due: «31.02.2019» er ikkje ein dato. Skriv til dømes 31.12.2019 eller 2019-12-31.",
        "invoice --help",
    ),
    "invoice 2019 --instalments 13": ("--instalments: «13» er ikkje eit heilt tal frå 1 til 12.", "invoice --help"),
    "invoice 2019 --odd siste": ("--odd: «siste» er ikkje mellom dei som finst: first, last.", "invoice --help"),
    "invoice 2019 --instalments x": ("--instalments: «x» er ikkje eit heilt tal frå 1 til 12.", "invoice --help"),
    "document": ("Oppgje éin kommune med --kommune, eller ta med alle med --all.", "document --help"),
    "explain": ("Oppgje éin kommune: lkt-alloc explain NAMN.", "explain --help"),
    "schema kommune": ("«kommune» er ikkje mellom dei som finst: budget, municipalities, scenario, actual, decisions.", "schema --help"),
}  # fmt: skip


@pytest.mark.parametrize("typed", MISUSES)
def test_what_is_typed_wrong_is_said_in_nynorsk(typed: str, tmp_path: Path) -> None:
    said, where = MISUSES[typed]
    assert inside(typed.split(), tmp_path, LC_ALL="nn_NO.UTF-8") == (
        f"lkt-alloc: {said}\n  Sjå lkt-alloc {where}.\n",
        2,
    )


@pytest.mark.parametrize("typed", MISUSES)
def test_each_language_has_words_of_its_own_for_it(typed: str, tmp_path: Path) -> None:
    said = {inside(typed.split(), tmp_path, LC_ALL=f"{lang}.UTF-8")[0] for lang in ("nn_NO", "nb_NO", "en_GB")}
    assert len(said) == 3


@pytest.mark.parametrize(
    ("typed", "more", "language"),
    [
        ("compute --quux", {"LC_ALL": "nb_NO.UTF-8"}, "nb"),
        ("compute --quux --lang nb", {"LC_ALL": "nn_NO.UTF-8"}, "nb"),
        ("compute --lang=nn --quux", {"LC_ALL": "en_GB.UTF-8"}, "nn"),
        ("compute --quux", {}, "nn"),
        ("compute --quux", {"LKT_ALLOC_BUDGET": ""}, "en"),
        ("compute --quux", {"LKT_ALLOC_BUDGET": "not-there.yaml"}, "en"),
    ],
)
def test_the_language_is_that_of_results_and_english_without_a_budget(
    typed: str, more: dict[str, str], language: str, tmp_path: Path
) -> None:
    begins = {"nn": "Det finst ikkje noko val", "nb": "Det finnes ikke noe valg", "en": "There is no option"}
    assert inside(typed.split(), tmp_path, b"", **more)[0].startswith(f"lkt-alloc: {begins[language]}")


def test_the_budget_of_the_folder_decides_where_the_locale_does_not(tmp_path: Path) -> None:
    budget = tmp_path / "budget.yaml"
    for line, said in (("language: nb", "Det finnes"), ('language: "en"', "There is"), ("name: x: y", "Det finst")):
        budget.write_text(f"format: lkt-alloc/budget/1\n{line}\n", encoding="utf-8")
        assert said in inside(["copmute"], tmp_path)[0]
    assert "Det finst" in inside(["copmute"], tmp_path.parent, LKT_ALLOC_BUDGET=str(embedded("budget")))[0]
