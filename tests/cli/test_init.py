"""The command `init` where sessions do not reach: questions at a terminal, files whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.replay import ROOT
from tests.cli.inside import inside
from tests.cli.terminals import answering

FLAGS = ["--name", "Legevakt", "--municipalities", "4621,4628", "--period", "2026", "--amount", "90000", "--lang", "nb"]
FILES = ("budget.yaml", "municipalities.yaml")


def test_questions_give_the_same_files_as_options(tmp_path: Path) -> None:
    typed = "Legevakt\n2026-2027\n4621, Vaksdal\n3\nVoss\n\n\n90 000\n95 000,5\nLokale\n4,25 mill\n0\n\n"
    printed, code = answering(["init", "asked", "--lang", "nb"], typed, tmp_path)
    assert code == 0, printed
    assert "Navn på samarbeidet: " in printed
    assert "Vertskommunens andel [50 %]: " in printed
    posts = ["--post", "Drift=90000;95 000,50", "--post", "Lokale=4,25 mill;0", "--period", "2026–2027", "--lang", "nb"]
    inside(["init", "told", *FLAGS[:4], *posts, "--host", "4621", "--share", "50"], tmp_path)
    for name in FILES:
        assert (tmp_path / "asked" / name).read_bytes() == (tmp_path / "told" / name).read_bytes()


def test_an_answer_that_cannot_be_understood_is_asked_for_again(tmp_path: Path) -> None:
    typed = "Legevakt\nsoon\n2026\n4621,Vakdal\n4621,4628\nhalf\nequal+population\n0\n1/3\n\nmuch\n90000\n\n"
    printed, code = answering(["init", "--lang", "en"], typed, tmp_path)
    assert code == 0, printed
    for said in (
        '"soon" is not a year or a span of years.',
        "Did you mean Vaksdal (4628), ",
        '"half" is not allowed',
        '"0" is not a share',
        '"much" is not an amount',
    ):
        assert said in printed
    assert "- share: 1/3" in (tmp_path / "budget.yaml").read_text(encoding="utf-8")


def test_a_question_mark_is_answered_and_a_key_chosen_by_its_number(tmp_path: Path) -> None:
    typed = "?\nLegevakt\n?\n2026\n?\n4621,4628\n?\n3\n?\n4621\n?\n1/3\n?\nDrift\n?\n5\n\n"
    printed, code = answering(["init", "--lang", "nn"], typed, tmp_path)
    assert code == 0, printed
    assert "3: ein vertskommune betaler ein fast del, dei andre deler resten etter folketal" in printed
    for said in (
        "Det samarbeidet skal heite",
        "Åra som det finst beløp for",
        "Alle som er med og deler",
        "Avtalen seier korleis",
        "Kommunen som betaler ein fast del",
        "Skriv prosent eller brøk",
        "Det som skal betalast",
        "4,25 mill",
    ):
        assert said in printed
    assert 'name: "Voss 1/3, dei andre 2/3 etter folketal"' in (tmp_path / "budget.yaml").read_text(encoding="utf-8")


def test_only_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    printed, code = answering(["init", *FLAGS[:6]], "\n\n90000\n\n", tmp_path)
    assert code == 0, printed
    assert printed.count(": ") >= 2
    assert "Namn på samarbeidet" not in printed


def test_going_away_writes_nothing(tmp_path: Path) -> None:
    printed, code = answering(["init", "--lang", "en"], "Legevakt\n\x04", tmp_path)
    assert code == 2
    assert "Stopped; nothing has been written." in printed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", FILES)
def test_a_file_that_is_there_stays_and_the_other_is_not_written(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    printed, code = inside(["init", *FLAGS], tmp_path)
    assert code == 2
    assert there in printed
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "mine")]


def test_where_one_file_cannot_be_written_the_other_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "municipalities.yaml").mkdir()
    (tmp_path / "budget.yaml").write_text("mine")
    printed, code = inside(["init", *FLAGS, "--force"], tmp_path)
    assert code == 2
    assert "municipalities.yaml" in printed
    assert (tmp_path / "budget.yaml").read_text() == "mine"
    (tmp_path / "budget.yaml").unlink()
    assert inside(["init", *FLAGS, "--force"], tmp_path)[1] == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["municipalities.yaml"]


CODES = 'Region,Tid,"07459: Personer"\n301,2024,717710\n3201,2024,130921\n5001,2024,214565\n"1508 - \ufffdlesund",2024,58509\n'


def test_a_download_with_numbers_only_gets_the_names_of_the_built_in_register(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(CODES, encoding="utf-8")
    flags = ["--period", "2024", "--amount", "90000", "--name", "L", "--population", "d.csv", "--lang", "en"]
    printed, code = inside(["init", *flags, "--municipalities", "Oslo, Bærum, Trondheim, 1508"], tmp_path)
    assert code == 0
    assert '"301" is read as municipality number 0301.' in printed
    written = (tmp_path / "municipalities.yaml").read_text(encoding="utf-8")
    for name in ("Oslo", "Bærum", "Trondheim", "Ålesund"):
        assert f"name: {name}" in written
    printed, code = inside(["init", "x", *flags, "--municipalities", "3024, 0301"], tmp_path)
    assert code == 2
    assert "Did you mean Bærum (3201)?" in printed


def test_a_download_may_come_from_standard_input(tmp_path: Path) -> None:
    inside(["init", *FLAGS], tmp_path)
    command = [
        "population",
        "import",
        "-",
        "--date",
        "2026-01-01",
        "--municipalities",
        "municipalities.yaml",
        "--table",
        "07459",
        "--lang",
        "en",
    ]
    printed, code = inside(command, tmp_path, b"region;Persons 2026\n4621 Voss;16500\n")
    assert code == 0
    assert "Not in the download: 4628 Vaksdal." in printed
    written = (tmp_path / "municipalities.yaml").read_text(encoding="utf-8")
    assert "2026-01-01: 16500}" in written
    assert "The figures for 4628 Vaksdal on 1" in written


def test_a_jump_that_the_download_brings_is_said(tmp_path: Path) -> None:
    inside(["init", *FLAGS], tmp_path)
    (tmp_path / "d.csv").write_text("07459: Population\n\nregion;Persons 2027\n4621 Voss;11643\n4628 Vaksdal;3899\n")
    command = ["population", "import", "d.csv", "--date", "2027-01-01", "--municipalities", "municipalities.yaml"]
    printed, code = inside(command, tmp_path)
    assert code == 0
    assert "åtvaring[LKT503 population-jump]" in printed


@given(st.binary(max_size=60) | st.binary(max_size=60).map(b"region;Persons 2026\n4621 ".__add__))
@settings(max_examples=25)
def test_any_download_gives_findings_or_a_sentence_never_a_traceback(raw: bytes) -> None:
    command = ["population", "import", "-", "--date", "2026-01-01", "--diff", "--lang", "en"]
    _, code = inside(command, ROOT, raw)
    assert code in (0, 1, 2)
