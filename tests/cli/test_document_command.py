"""The command `document`: files in a folder, refusals, a terminal; and that Word documents open in LibreOffice Writer."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from tests.acceptance.programs import needed
from tests.acceptance.replay import ROOT, environment
from tests.cli.inside import inside
from tests.cli.terminals import said_in_terminal
from tests.render.soffice import soffice

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "lkt_alloc"]
CLINIC = ROOT / "tests" / "acceptance" / "sessions" / "files"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("format_", ["markdown", "docx", "pdf", "html"])
def test_all_are_what_each_is_alone(format_: str, tmp_path: Path) -> None:
    budget: list[str | Path] = [
        "--budget",
        CLINIC / "legevakt.yaml",
        "--municipalities",
        CLINIC / "legevakt_kommuner.yaml",
    ]
    asked: list[str | Path] = ["document", "--all", "--format", format_, "--output", "deep/er", *budget]
    assert inside(asked, tmp_path) == ("", 0)
    made = contents(tmp_path / "deep/er")
    ending = {"markdown": "md"}.get(format_, format_)
    assert sorted(made) == [f"{name}.{ending}" for name in ("4621-voss", "4628-vaksdal", "4629-modalen")]
    alone = tmp_path / f"alone.{ending}"
    assert inside(["document", "--kommune", "Vaksdal", "--output", alone, *budget], tmp_path) == ("", 0)
    assert alone.read_bytes() == made[f"4628-vaksdal.{ending}"]


def test_nothing_is_written_if_one_of_them_may_not_be(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "1411-gulen.md").write_text("mine")
    said, code = inside(["document", "--all", "--output", folder, "--lang", "en"], tmp_path)
    assert (code, said) == (
        2,
        f"lkt-alloc: The file {folder}/1411-gulen.md is there already.\n  Choose another name, or add --force.\n",
    )
    assert contents(folder) == {"1411-gulen.md": b"mine"}
    assert inside(["document", "--all", "--output", folder, "--force"], tmp_path) == ("", 0)
    assert len(contents(folder)) == 24
    assert b"Gulen kommune" in (folder / "1411-gulen.md").read_bytes()


def test_a_template_that_fails_for_the_last_one_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("{{ municipality.nme if municipality.number == '1411' }}")
    said, code = inside(["document", "--all", "--output", "out", "--template", "t.md", "--lang", "en"], tmp_path)
    assert (code, said.splitlines()[0]) == (2, 'lkt-alloc: The template t.md, line 1: there is no placeholder "nme".')
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
@pytest.mark.parametrize(
    "bomb", ["{{ 'a' * 10**12 }}", "{{ 'x'|center(10**12) }}", "{{ '{:>999999999999}'.format(1) }}"]
)
def test_a_template_does_not_take_all_memory(bomb: str, tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text(bomb)
    said, code = inside(["document", "--kommune", "Os", "--template", "t.md", "--lang", "en"], tmp_path)
    assert (code, said) == (2, "lkt-alloc: The template t.md, line 1: this needs too much memory.\n")


def test_a_template_names_the_ending_and_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "t.txt.j2").write_text("{{ municipality.number }}")
    assert inside(["document", "--all", "--output", "out", "--template", "t.txt.j2"], tmp_path) == ("", 0)
    made = contents(tmp_path / "out")
    assert made["1201-bergen.txt"] == b"1201"
    assert {name[-4:] for name in made} == {".txt"}
    arguments = ["document", "--kommune", "Os", "--template", "t.txt.j2", "--output", "t.txt.j2", "--force"]
    assert inside([*arguments, "--lang", "en"], tmp_path) == (
        "lkt-alloc: The result is based on the file t.txt.j2; it is not overwritten.\n",
        2,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all"], "With --all, give the folder for the files: --output FOLDER."),
        (["--all", "--output", "-"], "With --all, give the folder for the files: --output FOLDER."),
        (["--all", "--output", "file"], "The path file is a file, not a folder."),
        (["--all", "--output", "file/x"], "Cannot write to file/x: a part of the path is a file, not a folder."),
        (["--kommune", "Os", "--output", "x.odt"], "What to write to x.odt is not clear from its name."),
        (["--kommune", "Os", "--template", "none.md"], "There is no file none.md."),
        (["--kommune", "Os", "--template", "."], "The path . is a folder, not a file."),
        (["--kommune", "Os", "--template", "file", "--format", "html"], "The template decides the format: leave out --format."),
        (["--kommune", "Os", "--template", "garbage.docx"], "The template garbage.docx is not a Word document."),
        (["--kommune", "Os", "--template", "huge.md"], "The template huge.md is larger than 20 MB."),
        (["--kommune", "Stord"], "Stord (4614) does not pay in this budget."),
        (["--kommune", "Os", "--period", "2020"], 'There is no period "2020" in the budget.'),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "garbage.docx").write_bytes(b"\x00\x01")
    with (tmp_path / "huge.md").open("wb") as huge:
        huge.truncate(20_000_001)
    printed, code = inside(["document", *arguments, "--lang", "en"], tmp_path)
    assert (code, printed.splitlines()[0]) == (2, f"lkt-alloc: {said}")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("arguments", [[], ["--all", "--kommune", "Os"]])
def test_either_one_or_all(arguments: list[str], tmp_path: Path) -> None:
    printed, code = inside(["document", *arguments, "--output", "x", "--lang", "en"], tmp_path)
    assert code == 2
    assert "Name one municipality with --kommune, or take all of them with --all." in printed
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    printed, code = inside(["document", "--all", "--output", "/proc/self", "--lang", "en"], tmp_path)
    assert (code, "1201-bergen.md: there is no such folder." in printed) == (2, True)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    register = embedded("municipalities").read_text(encoding="utf-8")
    (tmp_path / "m.yaml").write_text(
        register.replace("name: Os\n", 'name: "../../ut/av"\n').replace("- 1243 Os", '- "1243"'), encoding="utf-8"
    )
    budget = embedded("budget").read_text(encoding="utf-8")
    (tmp_path / "b.yaml").write_text(budget, encoding="utf-8")
    arguments = ["document", "--all", "--output", "a/b/c", "--municipalities", "m.yaml", "--budget", "b.yaml"]
    printed, code = inside([*arguments, "--lang", "en"], tmp_path)
    assert (printed, code) == ("", 0)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.md")}
    assert len(made) == 24
    assert {str(Path(path).parent) for path in made} == {"a/b/c"}
    assert "a/b/c/1243-ut-av.md" in made


def test_a_person_at_a_terminal_sees_how_far_it_has_come(tmp_path: Path) -> None:
    said, code = said_in_terminal(["document", "--all", "--output", "out"], tmp_path)
    assert code == 0
    assert re.findall(r"\r(\d+)/24 (\S+)\x1b\[K", said)[8] == ("9", "1243-os")
    assert said.endswith("\r\x1b[K24 filer er lagra i out.\r\n")


def test_a_word_document_is_not_for_a_terminal(tmp_path: Path) -> None:
    for more in ([], ["--output", "-"]):
        said, code = said_in_terminal(
            ["document", "--kommune", "Os", "--format", "docx", "--lang", "en", *more], tmp_path
        )
        assert code == 2
        assert said.split("\r\n")[0] == "lkt-alloc: This format cannot be shown in a terminal."
    done = subprocess.run(
        [*COMMAND, "document", "--kommune", "Os", "--format", "docx"],
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.startswith(b"PK")


def test_the_help_on_templates_is_in_the_language_asked_for(tmp_path: Path) -> None:
    for language, word in (
        ("nn", "Plasshaldarar i malar"),
        ("nb", "Plassholdere i maler"),
        ("en", "Placeholders in templates"),
    ):
        printed, code = inside(["document", "--template-help", "--lang", language], tmp_path)
        assert (code, printed.splitlines()[0]) == (0, word)


# LibreOffice Writer


def test_word_documents_open_in_writer_with_the_right_amounts(
    tmp_path: Path, budget: Budget, register: Register
) -> None:
    program = soffice()
    pdftotext = needed("pdftotext", package="poppler-utils")
    allocation = allocate(budget, register, list(budget.periods))
    # the host, a short name, the longest one: each in a language of its own
    longest = max(allocation.members, key=lambda number: len(register.municipalities[number].name))
    for number, language in zip(("1201", "1243", longest), LANGUAGES, strict=True):
        arguments = ["document", "--kommune", number, "--output", f"{number}.{language}.docx", "--lang", language]
        assert inside(arguments, tmp_path) == ("", 0)
    files = sorted(tmp_path.glob("*.docx"))
    own = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, own, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf", *files],
        check=True,
        capture_output=True,
        timeout=600,
    )
    assert len(files) == 3
    for file in files:
        number, language = file.name[:4], file.suffixes[-2][1:]
        done = subprocess.run(
            [pdftotext, "-layout", tmp_path / "pdf" / f"{file.stem}.pdf", "-"], check=True, capture_output=True
        )
        pages = done.stdout.decode().replace("\N{NO-BREAK SPACE}", " ").split("\f")
        assert len(pages) == 4, file.name  # the note, its attachment, and what is after the last
        assert min(len(page.split()) for page in pages[:-1]) > 40, file.name  # no page with only a line or two
        words = Words(language)
        amounts = [share.amount for _, _, share in allocation.shares_of(number)]
        said = " ".join(pages[0].split())
        for amount in amounts:
            assert words.show(Ore(amount)).replace("\N{NO-BREAK SPACE}", " ") in said, file.name
        (row,) = (line for line in pages[2].splitlines() if line.strip().startswith(number))
        cells = [words.cell(Ore(amount)).replace("\N{NO-BREAK SPACE}", " ") for amount in (*amounts, sum(amounts))]
        assert re.split(" {2,}", row.strip())[-3:] == cells, file.name
