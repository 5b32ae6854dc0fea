"""What is remembered of sound files: never seen in a result, and never in the way."""

import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec import Struct

from lkt_alloc import actual, cache, findings, model, scenario, sentences
from lkt_alloc.check import check_files
from lkt_alloc.load import load, load_bytes
from lkt_alloc.model import Budget
from lkt_alloc.plain import ROOMS, plain, restored
from lkt_alloc.sentences import Ore, Text, sentence
from tests.replay import ROOT, environment

pytestmark = pytest.mark.slow

BUILT_IN = [ROOT / "data" / "budget_2018_2019.yaml", ROOT / "data" / "municipalities.yaml"]
FILES = sorted(
    file for folder in ("data", "examples", "tests/cases", "tests/data") for file in (ROOT / folder).rglob("*.yaml")
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    cache.use(str(tmp_path / "kept"))
    yield tmp_path / "kept"
    cache.use(None)


# values as plain data


def types_in(value: object) -> list[object]:
    """The value with its exact types and the order of its tables, which equality does not see."""
    if isinstance(value, Struct):
        return [type(value), *(types_in(getattr(value, name)) for name in value.__struct_fields__)]
    if isinstance(value, dict):
        return [dict, *([types_in(key), types_in(item)] for key, item in value.items())]
    return [tuple, *map(types_in, value)] if isinstance(value, tuple) else [type(value), value]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_value_that_a_file_can_have_comes_back_exactly(file: Path) -> None:
    value = load(file).value
    back = restored(marshal.loads(marshal.dumps(plain(value))))
    assert back == value
    assert types_in(back) == types_in(value)


def test_findings_come_back_exactly() -> None:
    found = tuple(finding for file in FILES for finding in check_files([file], BUILT_IN[1]).findings)
    assert len(found) > 10
    assert types_in(restored(plain(found))) == types_in(found)
    said = sentence("{a} {b} {c} {d}", a=Ore(-5), b=Fraction(1, 3), c=date(2019, 1, 1), d=Text({"nn": "x", "nb": "y"}))
    assert types_in(restored(marshal.loads(marshal.dumps(plain(said))))) == types_in(said)


class Elsewhere(Struct):
    x: int = 1


class Count(int):
    """More than a whole number."""


@pytest.mark.parametrize("value", [1.5, [1], {1}, b"x", Elsewhere(), Count(3), datetime(2019, 1, 1), Ore(1.5)])  # type: ignore[arg-type]
def test_what_would_not_come_back_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_only_values_of_our_rooms_are_made() -> None:
    with pytest.raises(ValueError, match="subprocess"):
        restored(((("subprocess", "Popen", ("args",)),), (0, "true")))
    for name in ("field", "Fraction"):
        with pytest.raises(TypeError):
            restored(((("lkt_alloc.model", name, ()),), (0,)))
    assert {room.__name__ for room in (model, scenario, actual, findings, sentences)} == set(ROOMS)


# entries on disk


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.entry"))


def test_nothing_is_kept_unless_asked_for(tmp_path: Path) -> None:
    cache.use(None)
    cache.keep("answer", "question")
    assert cache.recall("question") is None


def test_an_answer_is_kept_for_its_question_alone(folder: Path) -> None:
    cache.keep((1, "x"), "a", "b")
    assert cache.recall("a", "b") == (1, "x")
    assert [cache.recall(*question) for question in (["ab"], ["a"], ["b", "a"], ["a", "b", ""], ["a', 'b"])] == [
        None
    ] * 5
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entries(folder)[0].stat().st_mode & 0o777 == 0o600


def test_another_program_does_not_read_our_entries(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.keep("answer", "question")
    monkeypatch.setattr(cache, "_program", lambda: b"changed")
    assert cache.recall("question") is None


def test_the_fingerprint_follows_the_source_and_the_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "schema").mkdir(parents=True)
    for name in ("cache.py", "model.py", "schema/keys.py"):
        (package / name).write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "nothing here")])
    made = [cache._program.__wrapped__()]
    (package / "schema" / "keys.py").write_text("x = 2\n", encoding="utf-8")  # of the same length
    made.append(cache._program.__wrapped__())
    (tmp_path / "pydantic-9.9.dist-info").mkdir()
    made.append(cache._program.__wrapped__())
    assert len(set(made)) == 3
    for file in package.rglob("*.py"):
        file.unlink()
    with pytest.raises(OSError):  # noqa: PT011 - without source nothing is certain, and nothing is kept
        cache._program.__wrapped__()


def test_damaged_entries_are_no_entries(folder: Path) -> None:
    cache.keep(("answer", 5), "question")
    (entry,) = entries(folder)
    raw = entry.read_bytes()
    for n in range(0, len(raw), 3):
        entry.write_bytes(raw[:n])
        assert cache.recall("question") is None
        entry.write_bytes(raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1 :])
        assert cache.recall("question") is None
    entry.write_bytes(raw + bytes(cache.MOST_BYTES))
    assert cache.recall("question") is None
    cache.keep("other", "other")
    entry.write_bytes(next(e for e in entries(folder) if e != entry).read_bytes())  # an entry in the place of another
    assert cache.recall("question") is None
    cache.keep(("answer", 5), "question")
    assert cache.recall("question") == ("answer", 5)


def test_what_is_too_large_or_cannot_come_back_is_not_kept(folder: Path) -> None:
    cache.keep("x" * cache.MOST_BYTES, "large")
    cache.keep(1.5, "broken number")
    assert not folder.exists()


def test_the_folder_does_not_grow_without_end(folder: Path) -> None:
    folder.mkdir()
    (folder / "mine.txt").write_text("not ours", encoding="utf-8")
    for name in ("old.1.tmp", "new.1.tmp"):
        (folder / name).write_bytes(b"")
    os.utime(folder / "old.1.tmp", (0, 0))
    for n in range(cache.MOST_ENTRIES + 1):
        cache.keep(n, str(n))
        os.utime(max(entries(folder), key=lambda entry: entry.stat().st_mtime_ns), (10**9 + n, 10**9 + n))
    assert len(entries(folder)) == cache.MOST_ENTRIES // 2
    assert cache.recall("0") is None
    assert cache.recall(str(cache.MOST_ENTRIES)) == cache.MOST_ENTRIES
    assert sorted(file.name for file in folder.iterdir() if file.suffix != ".entry") == ["mine.txt", "new.1.tmp"]


def test_a_folder_that_cannot_be_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache.use(str(tmp_path / "file" / "below"))
    cache.keep("answer", "question")
    assert cache.recall("question") is None
    cache.use(None)


# files


def test_a_sound_file_has_the_same_value_and_the_same_places_when_it_is_remembered(folder: Path) -> None:
    first, again = load(BUILT_IN[0]), load(BUILT_IN[0])
    assert type(again.document) is not type(first.document)
    assert (again.value, again.kind, again.sha256, again.name) == (first.value, first.kind, first.sha256, first.name)
    assert again.document.place(("posts", 3, "amounts")) == first.document.place(("posts", 3, "amounts"))
    for name in ("name", "lines", "data", "mark", "findings", "doubtful", "readable", "plain_values"):
        assert getattr(again.document, name) == getattr(first.document, name)
    with pytest.raises(AttributeError):
        again.document.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_file_with_faults_is_never_remembered(folder: Path) -> None:
    raw = BUILT_IN[0].read_bytes().replace(b"amounts:", b"amunts:", 1)
    assert load_bytes("x.yaml", raw).findings == load_bytes("x.yaml", raw).findings != ()
    assert not folder.exists()


def test_findings_are_remembered_with_the_names_they_are_reported_under(folder: Path, tmp_path: Path) -> None:
    raw = BUILT_IN[0].read_bytes()
    assert isinstance(load_bytes("x", raw).value, Budget)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(raw.replace(b"1525000", b"1525001").replace(b"1 525 000", b"1 525 001"))
    seen = [check_files([tmp_path / name, BUILT_IN[1]]).findings for name in ("a.yaml", "b.yaml", "a.yaml", "b.yaml")]
    assert seen[0] == seen[2] != ()
    assert seen[1] == seen[3]
    cache.use(None)
    assert check_files([tmp_path / "a.yaml", BUILT_IN[1]]).findings == seen[2]


# whole commands: cold, warm, damaged, off


def printed(arguments: list[str], where: str, **more: str) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "lkt_alloc", *arguments]
    done = subprocess.run(
        command, env=environment(LKT_ALLOC_CACHE=where, **more), cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


UNSOUND = next(iter(sorted((ROOT / "tests" / "cases").glob("LKT301*/bad*.yaml"))), None)
WARNED = sorted((ROOT / "tests" / "cases").glob("LKT6*/bad*.yaml"))
COMMANDS = [
    ["compute", "2019"],
    ["compute", "--format", "csv"],
    ["compute", "2019", "--format", "json"],
    ["compute", "2019", "--format", "html"],
    ["compute", "2019", "--format", "xlsx"],
    ["compute", "2019", "--without", "Voss"],
    ["explain", "--kommune", "Bergen", "--lang", "nb"],
    ["check"],
    ["check", "--format", "json", *map(str, BUILT_IN)],
    ["check", "--format", "sarif", *map(str, [*([UNSOUND] if UNSOUND else []), *WARNED[:2]])],
    ["check", "tests/cases", "--municipalities", str(BUILT_IN[1])],
    ["check", "--format", "json", "--strict", "examples", "--municipalities", "examples/municipalities.yaml"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_results_are_the_same_bytes_whatever_is_remembered(arguments: list[str], tmp_path: Path) -> None:
    where = tmp_path / "kept"
    off = printed(arguments, "off")
    assert not where.exists()
    assert printed(arguments, str(where)) == off
    assert entries(where)
    assert printed(arguments, str(where)) == off
    for n, entry in enumerate(entries(where)):
        raw = entry.read_bytes()
        entry.write_bytes([b"", raw[: len(raw) // 2], raw[:-1] + b"?", b"\0" * len(raw)][n % 4])
    assert printed(arguments, str(where)) == off
    assert printed(arguments, str(where)) == off


def test_many_processes_at_once_do_no_harm(tmp_path: Path) -> None:
    command = ["compute", "2019", "--format", "csv"]
    expected = printed(command, "off")
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(lambda _: printed(command, str(tmp_path / "kept")), range(12))) == {expected}
    assert not list((tmp_path / "kept").glob("*.tmp"))
    assert printed(command, str(tmp_path / "kept")) == expected


def test_where_entries_are_kept(tmp_path: Path) -> None:
    def tried(**more: str) -> list[str]:
        kept = {name: value for name, value in environment().items() if name != "LKT_ALLOC_CACHE"} | more
        command = [sys.executable, "-m", "lkt_alloc", "check"]
        assert subprocess.run(command, env=kept, cwd=ROOT, capture_output=True, check=False).returncode == 0
        return sorted({str(file.parent.relative_to(tmp_path)) for file in tmp_path.rglob("*.entry")})

    (tmp_path / "file").write_text("", encoding="utf-8")
    assert tried(HOME=str(tmp_path / "file" / "no home")) == []
    assert tried(HOME="") == []
    assert tried(HOME=str(tmp_path), LKT_ALLOC_CACHE="") == []
    assert tried(HOME=str(tmp_path), XDG_CACHE_HOME="not absolute") == [".cache/lkt-alloc"]
    assert tried(HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "xdg"))[-1] == "xdg/lkt-alloc"
    assert tried(HOME=str(tmp_path), LKT_ALLOC_CACHE=str(tmp_path / "zz"))[-1] == "zz"


def test_what_cannot_take_its_place_is_not_left_behind(folder: Path) -> None:
    cache.keep("answer", "question")
    (entry,) = entries(folder)
    entry.unlink()
    (entry / "in the way").mkdir(parents=True)
    cache.keep("answer", "question")
    assert list(folder.iterdir()) == [entry]
    assert cache.recall("question") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_the_place_of_an_entry_is_not_waited_for(folder: Path) -> None:
    cache.keep("answer", "question")
    (entry,) = entries(folder)
    entry.unlink()
    os.mkfifo(entry)
    assert cache.recall("question") is None
