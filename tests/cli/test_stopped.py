"""Whoever stops the program leaves every folder whole: all files old or all new, and the next run can write.

`KILLS=300 ENDS=100` for a long campaign; a few on each run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT, environment

pytestmark = pytest.mark.slow

PROGRAM = [sys.executable, "-m", "lkt_alloc"]
DOCUMENTS = [*PROGRAM, "document", "--all", "--format", "markdown", "--output", "out", "--force", "--lang"]
KILLS, ENDS = int(os.environ.get("KILLS", "6")), int(os.environ.get("ENDS", "6"))
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def started(command: list[str], cwd: Path) -> "subprocess.Popen[str]":
    """A program that nothing is ignored in, whatever it is started by."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_python_starts,  # noqa: PLW1509
    )


def as_python_starts() -> None:
    """Nothing is ignored."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)


def listens(process: "subprocess.Popen[str]") -> bool:
    """Whether it has come so far as to hear SIGTERM; before that, Python itself is starting."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def waited_for(process: "subprocess.Popen[str]") -> None:
    while not listens(process) and process.poll() is None:
        time.sleep(0.002)


def generations(folder: Path) -> Counter[str]:
    """In which languages the documents are, each of which is whole."""
    found: Counter[str] = Counter()
    for file in folder.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        found += Counter(lang for lang, whole in GENERATIONS.items() if whole.get(file.name) == text)
    return found


GENERATIONS: dict[str, dict[str, str]] = {}


@pytest.fixture(scope="module")
def duration(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a run takes; in passing, what all documents look like in two languages."""
    took = 0.0
    for lang in ("nb", "en"):
        folder = tmp_path_factory.mktemp(lang)
        since = time.monotonic()
        subprocess.run([*DOCUMENTS, lang], cwd=folder, env=environment(), check=True)
        took = time.monotonic() - since
        files = (folder / "out").iterdir()
        GENERATIONS[lang] = {file.name: file.read_text(encoding="utf-8") for file in files}
    return took


def test_a_run_that_is_killed_leaves_whole_files_and_a_folder_that_can_be_written_to(
    tmp_path: Path, duration: float
) -> None:
    chance, turns = random.Random(12), ["nb", "en"]
    subprocess.run([*DOCUMENTS, "nb"], cwd=tmp_path, env=environment(), check=True)
    for n in range(KILLS):
        process = started([*DOCUMENTS, turns[n % 2]], tmp_path)
        time.sleep(chance.uniform(0.7, 1.05) * duration)
        process.kill()
        process.communicate()
        assert generations(tmp_path / "out").total() == 24
    subprocess.run([*DOCUMENTS, "en"], cwd=tmp_path, env=environment(), check=True)
    assert generations(tmp_path / "out") == {"en": 24}


@pytest.mark.parametrize("number", ENDING)
def test_a_run_that_is_told_to_end_leaves_all_old_or_all_new(
    tmp_path: Path, duration: float, number: signal.Signals
) -> None:
    """Told twice: a key that bounces, or one signal to us and one to all of our group."""
    chance, now = random.Random(12), "nb"
    subprocess.run([*DOCUMENTS, now], cwd=tmp_path, env=environment(), check=True)
    for n in range(ENDS):
        wanted = "en" if now == "nb" else "nb"
        process = started([*DOCUMENTS, wanted], tmp_path)
        waited_for(process)
        time.sleep(chance.uniform(0, 1) * duration if n else 0)
        process.send_signal(number)
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(number)
        _, said = process.communicate()
        code = process.returncode
        if code:
            line = {"nb": "Avbrutt.", "en": "Interrupted."}[wanted]
            assert (code, said) == (128 + number, f"lkt-alloc: {line}\n")
        else:
            assert said == ""
            now = wanted
        assert generations(tmp_path / "out") == {now: 24} or (code and generations(tmp_path / "out") == {wanted: 24})
        now = next(iter(generations(tmp_path / "out")))
        assert len(list((tmp_path / "out").iterdir())) == 24


def test_a_hangup_that_is_to_be_ignored_is(tmp_path: Path) -> None:
    """As `nohup` asks for."""
    process = subprocess.Popen(
        ["nohup", *PROGRAM, "check", "-", "--lang", "en"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    waited_for(process)
    process.send_signal(signal.SIGHUP)
    _, said = process.communicate((ROOT / "data" / "municipalities.yaml").read_text(encoding="utf-8"))
    assert (process.returncode, said.splitlines()[-1]) == (0, "No findings: <stdin>.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_at_a_question_too_one_line_is_said(tmp_path: Path, number: signal.Signals) -> None:
    """Answers come from a terminal, or nothing would be asked."""
    main, worker = os.openpty()
    with subprocess.Popen(
        [*PROGRAM, "init", "--lang", "en"],
        cwd=tmp_path,
        env=environment(),
        stdin=worker,
        stdout=worker,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_python_starts,  # noqa: PLW1509
    ) as process:
        assert process.stderr
        asked = ""
        while not asked.endswith("Name of the collaboration:"):
            asked += process.stderr.read(1)
        process.send_signal(number)
        said = asked + process.stderr.read()
    os.close(main)
    os.close(worker)
    line = said.partition("Name of the collaboration:")[2]
    assert (line.strip(), process.returncode) == ("lkt-alloc: Interrupted.", 128 + number)
