"""Files are written whole or not at all, several all or none: on a full disk, beside others who write, and where renaming is refused."""

import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EINVAL, EIO
from pathlib import Path
from threading import Thread

import pytest

from lkt_alloc.files.refusals import refused, why
from lkt_alloc.files.replacing import append, replace_files, write_all, write_file
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from tests.acceptance.programs import needed
from tests.acceptance.replay import ROOT, environment
from tests.cli.inside import inside

NOBODY = 65534
BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
MODE = stat.S_IMODE


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def refusal_of(act: Callable[[], object]) -> str:
    """What is said when something is not done."""
    with pytest.raises(CannotRun) as refusal:
        act()
    return Words("en").title(refusal.value.reason)


@contextmanager
def as_somebody() -> Iterator[Path]:
    """Within this we are no administrator, in a folder of that somebody's own."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid():
            yield Path(name)
            return
        os.chown(name, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


# whole or not at all


STEPS = {"to the disk": (os, "fsync"), "in its place": (Path, "replace"), "beside": (os, "link")}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_files_are_all_as_they_were_when_someone_stops_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: signal.Signals
) -> None:
    """It comes when the third of four files has just been brought so far, and once more when it is being put back."""
    for name in "abcd":
        (tmp_path / name).write_text("before")
    os.link(tmp_path / "c", tmp_path / "e")
    owner, name = STEPS[step]
    reached, real = [], getattr(owner, name)

    def stopped(*arguments: object) -> None:
        real(*arguments)
        reached.append(arguments)
        if len(reached) >= 3:
            signal.raise_signal(number)

    monkeypatch.setattr(owner, name, stopped)
    before = signal.signal(number, signal.default_int_handler)  # what starts the tests may have switched it off
    try:
        with pytest.raises(KeyboardInterrupt):
            write_all(dict.fromkeys("abcdf", b"after"), tmp_path, force=True)
    finally:
        signal.signal(number, before)
    assert contents(tmp_path) == dict.fromkeys("abcde", "before")


def test_a_folder_that_was_made_for_nothing_is_gone(tmp_path: Path) -> None:
    with limited_to(3):
        refusal_of(lambda: write_all({"a": b"after", "b": b""}, tmp_path / "x" / "y", force=True))
    assert not list(tmp_path.iterdir())


@contextmanager
def limited_to(most: int) -> Iterator[None]:
    """Within this no file can be larger: as a disk that becomes full in the middle of one, on every system."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("many_names", [False, True])
def test_old_files_are_kept_when_the_disk_is_full(tmp_path: Path, many_names: bool) -> None:
    old = {name: name * 900 for name in "ac"}
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    if many_names:
        os.link(tmp_path / "c", tmp_path / "d")
        old["d"] = old["c"]
    with limited_to(1000):
        said = refusal_of(lambda: write_all({"a": b"new", "b": b"new", "c": b"c" * 1001}, tmp_path, force=True))
    assert said == f"Cannot write to {tmp_path}/c: the file is larger than what is allowed here."
    assert contents(tmp_path) == old


def test_old_files_are_kept_on_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """80 kB in all: the old file and three new ones have room, the fourth has not."""
    program = f"""
import sys
from pathlib import Path
sys.path[:0] = {sys.path!r}
from lkt_alloc.files.replacing import write_all
from lkt_alloc.language.errors import CannotRun
folder = Path({str(tmp_path)!r})
(folder / "a").write_bytes(b"a" * 28_000)
try:
    write_all(dict.fromkeys("abcd", b"new" * 5_000), folder, force=True)
except CannotRun as error:
    print(error.reason.values["why"].template)
print([(path.name, path.read_bytes() == b"a" * 28_000) for path in folder.iterdir()])
"""
    done = subprocess.run(
        [
            *in_own_mounts(),
            f'mount -t tmpfs -o size=80k tmpfs {tmp_path} && exec "$@"',
            "-",
            sys.executable,
            "-c",
            program,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "the disk is full\n[('a', True)]\n", done.stderr


def in_own_mounts() -> list[str]:
    """A shell where things can be mounted that nobody else sees."""
    unshare = needed("unshare", package="util-linux")
    shell = [unshare, "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c"]
    if subprocess.run([*shell, "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False).returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("nothing can be mounted here")
    return shell


# beside others


def test_what_a_killed_run_has_left_is_not_in_the_way(tmp_path: Path) -> None:
    """In a container every process has the number 1; and what is left may be somebody else's, so it stays."""
    theirs = [".lkt-alloc-1.tmp", f".lkt-alloc-{os.getpid()}.tmp", ".lkt-alloc-0123456789abcdef.tmp"]
    for name in theirs:
        (tmp_path / name).write_text("theirs")
    for _ in range(3):
        write_all({"a": b"ours"}, tmp_path, force=True)
    assert contents(tmp_path) == dict.fromkeys(theirs, "theirs") | {"a": "ours"}


def test_of_many_at_once_one_makes_a_file_that_was_not_there(tmp_path: Path) -> None:
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from lkt_alloc.files.replacing import write_all
print(flush=True)
name = sys.stdin.readline().strip()
write_all(dict.fromkeys("abc", name.encode()), Path({str(tmp_path)!r}), force=False)
"""
    many = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(8)
    ]
    for process in many:
        assert process.stdout
        process.stdout.readline()
    for n, process in enumerate(many):
        assert process.stdin
        process.stdin.write(f"{n}\n")
        process.stdin.flush()
    codes = []
    for process in many:
        process.communicate()
        codes.append(process.returncode)
    assert sorted(codes) == [0] + [1] * 7
    assert contents(tmp_path) == dict.fromkeys("abc", str(codes.index(0)))


def test_what_appears_in_the_last_moment_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def appearing(descriptor: int) -> None:
        real(descriptor)
        (tmp_path / "b").write_text("theirs")

    monkeypatch.setattr(os, "fsync", appearing)
    files = {tmp_path / "a": b"ours", tmp_path / "b": b"ours"}
    assert refusal_of(lambda: replace_files(files, force=False)) == f"The file {tmp_path}/b is there already."
    assert contents(tmp_path) == {"b": "theirs"}


def no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_where_there_are_no_hard_links_files_are_made_and_put_back_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", no_links)
    replace_files({tmp_path / "a": b"first"}, force=False)
    assert contents(tmp_path) == {"a": "first"}
    refusal_of(lambda: replace_files({tmp_path / "b": b"second", tmp_path / "a": b"second"}, force=False))
    assert contents(tmp_path) == {"a": "first"}
    refusal_of(lambda: replace_files({tmp_path / "a": b"second", tmp_path / "c": b""}, read={tmp_path / "c": b"x"}))
    assert contents(tmp_path) == {"a": "first"}


@pytest.mark.parametrize("to", ["nowhere", "link", "file"])
def test_a_link_is_not_replaced_without_being_asked_to(tmp_path: Path, to: str) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(to)
    assert refusal_of(lambda: write_file(b"new", tmp_path / "link", force=False)).endswith("link is there already.")
    if to == "link":
        said = refusal_of(lambda: write_file(b"new", tmp_path / "link", force=True))
        assert said == f"Cannot write to {tmp_path}/link: the link leads in a circle."
    else:
        write_file(b"new", tmp_path / "link", force=True)
        assert (tmp_path / to).read_text() == "new"
    assert (tmp_path / "link").is_symlink()


def test_a_pipe_among_the_files_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    said = refusal_of(lambda: write_all({"a": b"new"}, tmp_path, force=True))
    assert said == f"The path {tmp_path}/a is not an ordinary file."


@contextmanager
def saved_while_it_is_read(file: Path, pipe: Path, then: bytes) -> Iterator[None]:
    """Somebody saves a file again when the program has come to the next one, which is a pipe."""
    os.mkfifo(pipe)

    def save() -> None:
        with pipe.open("wb") as waiting:
            file.write_bytes(file.read_bytes() + b"# saved\n")
            waiting.write(then)

    thread = Thread(target=save)
    thread.start()
    yield
    thread.join()


def test_corrections_are_not_written_over_what_somebody_saves_meanwhile(tmp_path: Path) -> None:
    text = BUDGET.replace("1 525 000", "1.525.000")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with saved_while_it_is_read(tmp_path / "a.yaml", tmp_path / "pipe", BUDGET.encode()):
        said, code = inside(["check", "--fix", "b.yaml", "a.yaml", "pipe", "--lang", "en"], tmp_path)
    assert (said, code) == (
        "lkt-alloc: Somebody has saved a.yaml while it was being read; nothing is written to it.\n"
        "  Run the command again.\n",
        2,
    )
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == text + "# saved\n"
    assert (tmp_path / "b.yaml").read_text(encoding="utf-8") == text


def test_populations_are_not_written_over_what_somebody_saves_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "municipalities.yaml"
    file.write_bytes((ROOT / "data" / "municipalities.yaml").read_bytes())
    download = b"07459: Befolkning\n\nregion;Personer 2019\n1201 Bergen;281190\n"
    with saved_while_it_is_read(file, tmp_path / "pipe.csv", download):
        said, code = inside(
            ["population", "import", "pipe.csv", "--date", "2019-01-01", "--municipalities", file, "--lang", "en"],
            tmp_path,
        )
    assert code == 2
    assert "Somebody has saved municipalities.yaml while it was being read" in said
    assert file.read_bytes().endswith(b"# saved\n")


# what a file has besides its contents


def test_owner_and_permissions_are_kept_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    os.chown(tmp_path / "a", owner, -1)
    real, seen = os.fsync, []

    def looked_at(descriptor: int) -> None:
        found = os.fstat(descriptor)
        seen.append((found.st_uid, MODE(found.st_mode)))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", looked_at)
    write_file(b"new", tmp_path / "a", force=True)
    now = (tmp_path / "a").stat()
    assert seen == [(owner, 0o640)]
    assert (now.st_uid, MODE(now.st_mode), contents(tmp_path)) == (owner, 0o640, {"a": "new"})


def test_a_new_file_is_for_whom_new_files_are(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(b"new", tmp_path / "a", force=False)
    finally:
        os.umask(before)
    assert MODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_file_with_two_names_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a longer text")
    os.link(tmp_path / "a", tmp_path / "b")
    write_file(b"new", tmp_path / "a", force=True)
    assert contents(tmp_path) == {"a": "new", "b": "new"}


def test_a_name_that_a_killed_run_has_left_is_not_one_to_keep(tmp_path: Path) -> None:
    """Else a file would be written into, which is less safe than to replace it."""
    left = tmp_path / ".lkt-alloc-0123456789abcdef.tmp"
    (tmp_path / "a").write_text("old")
    os.link(tmp_path / "a", left)
    write_file(b"new", tmp_path / "a", force=True)
    assert contents(tmp_path) == {"a": "new", left.name: "old"}


def test_a_file_that_is_read_only_is_refused() -> None:
    with as_somebody() as folder:
        (folder / "a").write_text("old")
        (folder / "a").chmod(0o444)
        said = refusal_of(lambda: write_file(b"new", folder / "a", force=True))
        assert said == f"Cannot write to {folder}/a: you do not have permission."
        assert contents(folder) == {"a": "old"}


def test_a_file_in_a_folder_that_takes_nothing_new_is_written_into() -> None:
    with as_somebody() as folder:
        (folder / "a").write_text("old")
        folder.chmod(0o555)
        write_file(b"new", folder / "a", force=True)
        assert contents(folder) == {"a": "new"}
        refusal_of(lambda: replace_files({folder / "a": b"newer", folder / "b": b"newer"}))
        assert contents(folder) == {"a": "new"}
        folder.chmod(0o755)


@pytest.mark.parametrize("names", [1, 2])
def test_where_permissions_cannot_be_set_files_are_written_and_keep_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: int
) -> None:
    """As on a disk of Windows' (CIFS)."""

    def no_chmod(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o666)  # more than a new file gets
    monkeypatch.setattr(os, "fchmod", no_chmod)
    monkeypatch.setattr(os, "fchown", no_chmod)
    for _ in range(names):
        write_file(b"new", tmp_path / "a", force=True)
    assert (contents(tmp_path), MODE((tmp_path / "a").stat().st_mode)) == ({"a": "new"}, 0o666)


def test_a_file_that_is_mounted_by_itself_is_written_into(tmp_path: Path) -> None:
    """As `docker run -v FILE:FILE` does; and it is put back when another file cannot be written."""
    (tmp_path / "outside.yaml").write_text(BUDGET.replace("1 525 000", "1.525.000"), encoding="utf-8")
    (tmp_path / "inside.yaml").touch()
    done = subprocess.run(
        [
            *(*in_own_mounts(), 'mount --bind outside.yaml inside.yaml && exec "$@"', "-"),
            *(sys.executable, "-m", "lkt_alloc", "check", "--fix", "inside.yaml", "--lang", "en"),
        ],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "outside.yaml").read_text(encoding="utf-8") == BUDGET.replace("1 525 000", "1525000")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside.yaml", "outside.yaml"]


# what is said


WHERE = {
    "no/such.csv": ["mappa finst ikkje", "mappen finnes ikke", "there is no such folder"],
    "file/x.csv": [
        "ein del av stigen er ei fil, ikkje ei mappe",
        "en del av stien er en fil, ikke en mappe",
        "a part of the path is a file, not a folder",
    ],
    "x" * 300 + ".csv": ["namnet er for langt", "navnet er for langt", "the name is too long"],
    "/dev/full": ["disken er full", "disken er full", "the disk is full"],
    "/proc/x.csv": ["mappa finst ikkje", "mappen finnes ikke", "there is no such folder"],
}


@pytest.mark.parametrize("where", WHERE)
def test_why_nothing_is_written_is_said_in_ones_own_language(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for lang, reason in zip(("nn", "nb", "en"), WHERE[where], strict=True):
        said, code = inside(["compute", "2019", "--format", "csv", "--output", where, "--lang", lang], tmp_path)
        assert (said.splitlines()[0].rpartition(": ")[2], code) == (f"{reason}.", 2)
        assert where in said


def test_standard_output_is_named_when_there_is_no_path() -> None:
    said = refused(OSError(28, "No space left on device")).reason
    assert Words("nn").title(said) == "Kan ikkje skrive til standard ut: disken er full."


def test_what_the_system_says_in_its_own_words_is_quoted() -> None:
    for error, own in (
        (OSError(9999, "something new"), "something new"),
        (OSError("no number"), "no number"),
        (ValueError("embedded null byte"), "embedded null byte"),
    ):
        assert Words("nb").say(why(error)) == f"med systemets ord: «{own}»"


def test_a_folder_that_is_closed_is_named() -> None:
    with as_somebody() as folder:
        (folder / "closed").mkdir()
        (folder / "closed" / "x.yaml").touch()
        (folder / "closed").chmod(0)
        for arguments in (["compute", "2019", "--output", "closed/x.csv"], ["check", "closed/x.yaml"]):
            said, code = inside([*arguments, "--lang", "en"], folder)
            assert (code, said.count("closed/x.")) == (2, 1)
            assert said.startswith(("lkt-alloc: The path ", "lkt-alloc: Cannot write to ", "lkt-alloc: The file "))
        (folder / "closed").chmod(0o700)


# what an operating system can refuse


def test_what_cannot_be_put_back_is_kept_and_said_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("old a")
    second.write_text("saved meanwhile")
    really, calls = Path.replace, []

    def only_once(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) > 1:
            raise PermissionError(EACCES, "")
        return really(path, target)

    monkeypatch.setattr(Path, "replace", only_once)
    with pytest.raises(CannotRun) as refusal:
        replace_files({first: b"new a", second: b"new b"}, read={second: b"as it was read"})
    assert refusal.value.remedy
    said = Words("en").title(refusal.value.remedy)
    assert said.startswith("The previous content is in ")
    assert Path(said.removeprefix("The previous content is in ").removesuffix(".")).read_text() == "old a"
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["new a", "old a", "saved meanwhile"]


def test_what_is_gone_since_it_was_read_is_not_made_anew(tmp_path: Path) -> None:
    assert "has saved" in refusal_of(lambda: replace_files({tmp_path / "a": b"new"}, read={tmp_path / "a": b"old"}))
    assert contents(tmp_path) == {}


def test_where_links_and_attributes_are_unknown_files_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.delattr(os, "listxattr", raising=False)
    replace_files({tmp_path / "a": b"new"})
    assert contents(tmp_path) == {"a": "new"}


def test_where_renaming_is_refused_a_file_is_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(Path, "replace", no_links)
    replace_files({tmp_path / "a": b"new"})
    assert contents(tmp_path) == {"a": "new"}


def test_attributes_of_an_old_file_are_set_on_the_new_one_or_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("old")
    before = (tmp_path / "a").stat().st_ino
    monkeypatch.setattr(os, "listxattr", lambda _: ["user.note", "user.same"], raising=False)
    monkeypatch.setattr(
        os, "getxattr", lambda file, name: str((name, file)[name == "user.note"]).encode(), raising=False
    )
    wanted: list[tuple[str, bytes]] = []
    monkeypatch.setattr(os, "setxattr", lambda _, name, value: wanted.append((name, value)), raising=False)
    replace_files({tmp_path / "a": b"new"})
    assert {*wanted} == {("user.note", str(tmp_path / "a").encode())}
    assert ((tmp_path / "a").read_text(), (tmp_path / "a").stat().st_ino) == ("new", before)


@pytest.mark.parametrize(("number", "there"), [(EINVAL, True), (EIO, False)])
def test_a_disk_that_knows_of_no_waiting_is_no_fault_and_one_that_fails_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, there: bool
) -> None:
    def refusing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refusing)
    if there:
        replace_files({tmp_path / "a": b"new"})
    else:
        assert refusal_of(lambda: replace_files({tmp_path / "a": b"new"}))
    assert (tmp_path / "a").exists() == there


def test_what_stands_where_a_result_is_to_go_is_seen_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "is a file, not a folder" in refusal_of(lambda: write_all({"a": b"x"}, tmp_path / "file", force=True))
    assert refusal_of(lambda: write_all({"a": b"x"}, tmp_path / "file" / "x", force=True))
    assert "is a folder" in refusal_of(lambda: write_file(b"x", tmp_path, force=True))
    source = tmp_path / "file"
    assert "is based on" in refusal_of(lambda: write_file(b"y", source, force=True, inputs=[source]))
    assert contents(tmp_path) == {"file": "x"}
    write_file(b"x", Path(os.devnull), force=False)


def test_text_is_added_to_the_end_of_a_file(tmp_path: Path) -> None:
    append(tmp_path / "a", "x")
    append(tmp_path / "a", "y")
    assert contents(tmp_path) == {"a": "xy"}
    assert refusal_of(lambda: append(tmp_path, "x"))
