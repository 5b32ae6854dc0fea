"""What is remembered of sound files: never seen in a result, and never in the way."""

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

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Choice
from lkt_alloc.engine.model import Budget
from lkt_alloc.files import cache
from lkt_alloc.files.cache.folder import remember
from lkt_alloc.files.cache.plain import plain, restored
from lkt_alloc.files.load import load, load_bytes
from lkt_alloc.language.sentences import Ore, Text, sentence
from tests.acceptance.replay import ROOT, environment

pytestmark = pytest.mark.slow

BUILT_IN = [ROOT / "data" / "budget_2018_2019.yaml", ROOT / "data" / "municipalities.yaml"]
FILES = sorted(
    file for folder in ("data", "examples", "tests/checks/richest_files") for file in (ROOT / folder).rglob("*.yaml")
)
CASES = sorted((ROOT / "tests" / "checks" / "cases").glob("LKT[3-7]*/bad.yaml"))


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
    back = restored(plain(value))
    assert back == value
    assert types_in(back) == types_in(value)


def test_findings_come_back_exactly() -> None:
    found = tuple(finding for file in CASES[::4] for finding in check_files([file], BUILT_IN[1]).findings)
    assert len(found) > 10
    assert types_in(restored(plain(found))) == types_in(found)
    said = sentence("{a} {b} {c} {d}", a=Ore(-5), b=Fraction(1, 3), c=date(2019, 1, 1), d=Text({"nn": "x", "nb": "y"}))
    assert types_in(restored(plain(said))) == types_in(said)


class Elsewhere(Struct):
    x: int = 1


class Count(int):
    """More than a whole number."""


@pytest.mark.parametrize("value", [1.5, [1], {1}, b"x", Elsewhere(), Count(3), datetime(2019, 1, 1), Ore(1.5)])  # type: ignore[arg-type]
def test_what_would_not_come_back_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


@pytest.mark.parametrize("value", ["a\0b", "a\0", 10**4300, -(10**4300), Fraction(1, 10**4300)], ids="abcde")
def test_a_value_that_is_no_plain_text_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        plain((value,))


@pytest.mark.parametrize(
    "value", ["", "\ud800", "\n s", 0, -5, 10**4200, True, False, None, (), {}, ((),), {"": ()}], ids=range(13)
)
def test_odd_values_come_back_exactly(value: object) -> None:
    assert types_in(restored(plain(value))) == types_in(value)


NOT_OURS = {
    "nothing": [],
    "no value": ["0"],
    "no such kind": ["0", "x5"],
    "an empty piece": ["0", ""],
    "two values": ["0", "s", "s"],
    "another room": ["1", "subprocess:Popen:args", "c0", "strue"],
    "no such name": ["1", "lkt_alloc.engine.model:Nothing:", "c0"],
    "a function": ["1", "lkt_alloc.engine.model:field:", "c0"],
    "no value of ours": ["1", "lkt_alloc.engine.model:Fraction:", "c0"],
    "other fields": ["1", "lkt_alloc.language.sentences:Ore:kroner", "c0", "i5"],
    "no such class": ["0", "c0"],
    "a fraction of text": ["0", "/1e999999999/"],
    "a fraction of nothing": ["0", "/1/0"],
    "a long number": ["0", "i" + "9" * 1_000_000],
    "a late date": ["0", "d999999999999"],
    "more than there is": ["0", "(999999999999"],
    "a number of classes": ["999999999999"],
    "tables in tables": ["0", *(["{2", "sa"] * 200_000)],
    "deep": ["0", *(["(1"] * 200_000)],
    "a table as a name": ["0", "{1", "{0", "s"],
}


@pytest.mark.parametrize("pieces", NOT_OURS.values(), ids=NOT_OURS)
def test_what_is_not_plain_text_of_ours_makes_no_value(pieces: list[str]) -> None:
    """Nor does it take long, or much memory."""
    with pytest.raises(Exception):  # noqa: B017, PT011 - the cache asks for no more
        restored("\0".join(pieces))


# entries on disk


def entries(folder: Path) -> list[Path]:
    return sorted(own(folder).glob("*.entry"))


def own(folder: Path) -> Path:
    """Where entries are, when this is the folder to keep them below."""
    return folder.joinpath(*cache.OWN_FOLDERS)


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
    assert {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*")) if path.is_dir()} == {0o700}
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
    monkeypatch.setattr(cache, "__file__", str(package / "files" / "cache" / "__init__.py"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "nothing here")])
    made = [cache._program.__wrapped__()]
    (package / "schema" / "keys.py").write_text("x = 2\n", encoding="utf-8")  # of the same length
    made.append(cache._program.__wrapped__())
    (tmp_path / "pydantic_core-9.9.dist-info").mkdir()
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


def test_the_folder_does_not_grow_without_end_and_only_our_own_names_are_deleted(folder: Path) -> None:
    cache.keep("answer", "question")
    theirs = [
        "report.tmp",
        "x.entry",
        "a" * 64 + ".entry.bak",
        "A" * 64 + ".entry",
        f"{'a' * 64}.1.tmp",
        ".lkt-alloc.tmp",
    ]
    old, new = f"{'a' * 64}.{'b' * 16}.tmp", f"{'a' * 64}.{'c' * 16}.tmp"
    for place in (folder, folder / "lkt-alloc", own(folder)):
        for name in [*theirs, *([old] if place != own(folder) else [])]:
            (place / name).write_bytes(b"")
            os.utime(place / name, (0, 0))
    for name in (old, new):
        (own(folder) / name).write_bytes(b"")
    os.utime(own(folder) / old, (0, 0))
    for n in range(cache.MOST_ENTRIES + 1):
        cache.keep(n, str(n))
        ours = [entry for entry in entries(folder) if entry.name not in theirs]
        os.utime(max(ours, key=lambda entry: entry.stat().st_mtime_ns), (10**9 + n, 10**9 + n))
    assert sum(entry.name not in theirs for entry in entries(folder)) <= cache.MOST_ENTRIES
    assert cache.recall("0") is None
    assert cache.recall(str(cache.MOST_ENTRIES)) == cache.MOST_ENTRIES
    left = {file.name for file in own(folder).iterdir()}
    assert left > {*theirs, new}
    assert old not in left
    assert {file.name for file in folder.iterdir()} == {*theirs, old, "lkt-alloc"}


@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_that_others_can_write_to_is_not_used(folder: Path, n: int, mode: int) -> None:
    cache.keep("answer", "question")
    place = folder.joinpath(*cache.OWN_FOLDERS[: n + 1])
    place.chmod(mode)
    assert cache.recall("question") is None
    cache.keep("answer", "other")
    place.chmod(0o755)  # to be read by others does no harm
    assert (cache.recall("question"), cache.recall("other")) == ("answer", None)


@pytest.mark.parametrize("n", [0, 1])
def test_a_link_in_the_place_of_our_folder_is_not_followed(folder: Path, tmp_path: Path, n: int) -> None:
    cache.keep("answer", "question")
    place = folder.joinpath(*cache.OWN_FOLDERS[: n + 1])
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert cache.recall("question") is None
    cache.keep("answer", "other")
    assert len(list((tmp_path / "elsewhere").rglob("*.entry"))) == 1


def test_the_folder_that_is_named_may_be_a_link_and_open_to_others(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real").chmod(0o1777)
    (tmp_path / "link").symlink_to("real")
    cache.use(str(tmp_path / "link"))
    cache.keep("answer", "question")
    assert cache.recall("question") == "answer"
    cache.use(None)


def test_an_entry_that_others_can_write_to_is_not_read(folder: Path, tmp_path: Path) -> None:
    cache.keep("answer", "question")
    (entry,) = entries(folder)
    entry.chmod(0o622)
    assert cache.recall("question") is None
    entry.chmod(0o644)
    assert cache.recall("question") == "answer"
    entry.rename(tmp_path / "elsewhere")
    entry.symlink_to(tmp_path / "elsewhere")
    assert cache.recall("question") is None


def test_what_another_user_has_is_neither_read_nor_filled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root in a user's home after `sudo`, or where another user has made our folder before us."""
    cache.keep("answer", "question")
    everything = [folder, *folder.rglob("*")]
    if os.geteuid():  # the same seen from the other side
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert cache.recall("question") is None
        cache.keep("answer", "other")
        assert len(entries(folder)) == 1
        return
    for path in everything:
        os.chown(path, 65534, 65534)
        assert cache.recall("question") is None
        if path.is_dir():
            cache.keep("answer", "other")
        assert len(entries(folder)) == 1
        os.chown(path, 0, 0)
    assert cache.recall("question") == "answer"


def test_where_nobody_knows_whose_a_file_is_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.delattr(os, "geteuid")
    cache.use(str(tmp_path))
    cache.keep("answer", "question")
    assert (cache.recall("question"), list(tmp_path.iterdir())) == (None, [])


def test_an_entry_of_another_kind_is_no_answer(folder: Path, tmp_path: Path) -> None:
    raw = BUILT_IN[0].read_bytes()
    sound = load_bytes("x.yaml", raw)
    expected = check_files(BUILT_IN).findings
    for wrong in (5, (), ("budget",), ("budget", 5), ("municipalities", sound.value), ("nothing", sound.value), (5, 5)):
        cache.keep(wrong, "sound file", sound.sha256)
        assert load_bytes("x.yaml", raw).value == sound.value
    files = [load(file) for file in BUILT_IN]
    for no_findings in (5, "x", (5,), ("x",)):
        for some in ([files[1]], files):
            cache.keep(no_findings, "findings", *(part for file in some for part in (file.shown, file.sha256)))
        assert check_files(BUILT_IN).findings == expected


def test_a_folder_that_cannot_be_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache.use(str(tmp_path / "file" / "below"))
    cache.keep("answer", "question")
    assert cache.recall("question") is None
    cache.use(None)


# files


def test_a_sound_file_has_the_same_value_and_the_same_places_when_it_is_remembered(folder: Path) -> None:
    first, again = load(BUILT_IN[0]), load(BUILT_IN[0])
    assert (first.read is None, again.read) == (False, None)
    assert (again.value, again.kind, again.sha256, again.name) == (first.value, first.kind, first.sha256, first.name)
    assert again.document.place(("posts", 3, "amounts")) == first.document.place(("posts", 3, "amounts"))
    for name in ("name", "lines", "data", "mark", "findings", "doubtful", "readable", "plain_values"):
        assert getattr(again.document, name) == getattr(first.document, name)
    assert again.document is again.document


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


# cold, warm, damaged, off


def damage(kept: list[Path]) -> None:
    for n, entry in enumerate(kept):
        raw = entry.read_bytes()
        entry.write_bytes([b"", raw[: len(raw) // 2], raw[:-1] + b"?", b"\0" * len(raw)][n % 4])


KINDS_OF_FILES = [
    *BUILT_IN,
    *sorted((ROOT / "tests" / "checks" / "richest_files").glob("*.yaml")),
    *(file for rule in ("LKT301", "LKT503", "LKT601") for file in CASES if rule in file.parent.name)
]  # fmt: skip


@pytest.mark.parametrize("file", KINDS_OF_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_is_found_is_the_same_whatever_is_remembered(file: Path, folder: Path) -> None:
    def seen() -> tuple[object, ...]:
        checked = check_files([file], choice=Choice(strict=True))
        return checked.findings, [(f.kind, f.shown, f.sha256, f.value, types_in(f.value)) for f in checked.files]

    cache.use(None)
    off = seen()
    cache.use(str(folder))
    assert seen() == off
    assert entries(folder)
    assert seen() == off
    damage(entries(folder))
    assert seen() == off
    assert seen() == off


def printed(arguments: list[str], where: str, **more: str) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "lkt_alloc", *arguments]
    done = subprocess.run(
        command, env=environment(LKT_ALLOC_CACHE=where, **more), cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


COMMANDS = [
    ["compute", "2019", "--without", "Voss", "--format", "json"],
    ["check", "--format", "sarif", *map(str, CASES[:2]), "--municipalities", str(BUILT_IN[1])],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_results_are_the_same_bytes_whatever_is_remembered(arguments: list[str], tmp_path: Path) -> None:
    where = tmp_path / "kept"
    off = printed(arguments, "off")
    assert not where.exists()
    assert printed(arguments, str(where)) == off
    assert entries(where)
    assert printed(arguments, str(where)) == off
    damage(entries(where))
    assert printed(arguments, str(where)) == off


def test_many_processes_at_once_do_no_harm(tmp_path: Path) -> None:
    command = ["compute", "2019", "--format", "csv"]
    with ThreadPoolExecutor(4) as pool:
        (one,) = set(pool.map(lambda _: printed(command, str(tmp_path / "kept")), range(4)))
    assert one[0] == 0
    assert not list((tmp_path / "kept").rglob("*.tmp"))
    assert printed(command, str(tmp_path / "kept")) == one


def test_where_entries_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def tried(platform: str = "linux", **more: str) -> list[str]:
        for name in ("HOME", "XDG_CACHE_HOME", "LKT_ALLOC_CACHE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        remember(os.environ, platform)
        cache.keep("answer", "question")
        cache.use(None)
        return sorted({str(file.parents[2].relative_to(tmp_path)) for file in tmp_path.rglob("*.entry")})

    (tmp_path / "file").write_text("", encoding="utf-8")
    assert tried(HOME=str(tmp_path / "file" / "no home")) == []
    assert tried(HOME="") == []
    assert tried(HOME=str(tmp_path), LKT_ALLOC_CACHE="") == []
    assert tried(HOME=str(tmp_path), XDG_CACHE_HOME="not absolute") == [".cache"]
    assert tried(HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "xdg"))[-1] == "xdg"
    assert tried(HOME=str(tmp_path), LKT_ALLOC_CACHE=str(tmp_path / "zz"))[-1] == "zz"
    on_a_mac = tried("darwin", HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "xdg"))
    assert "Library/Caches" in on_a_mac


def test_what_cannot_take_its_place_is_not_left_behind(folder: Path) -> None:
    cache.keep("answer", "question")
    (entry,) = entries(folder)
    entry.unlink()
    (entry / "in the way").mkdir(parents=True)
    cache.keep("answer", "question")
    assert list(own(folder).iterdir()) == [entry]
    assert cache.recall("question") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_the_place_of_an_entry_is_not_waited_for(folder: Path) -> None:
    cache.keep("answer", "question")
    (entry,) = entries(folder)
    entry.unlink()
    os.mkfifo(entry)
    assert cache.recall("question") is None
