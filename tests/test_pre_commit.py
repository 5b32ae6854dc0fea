"""Where people are: the pre-commit hook in a real commit, and the steps of the GitHub Action in a shell."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.mutations import FAULTY
from tests.replay import ROOT

pytestmark = pytest.mark.slow

HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "action.yml"
IGNORED = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "dist", "build"
)
GOOD = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
BAD = GOOD.replace("2 760 000", "2 706 000")


def git(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run git as nobody in particular, without the configuration of this machine."""
    settings = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    for who in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["git", *arguments], cwd=folder, env={**kept, **settings, "PATH": path, **more},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This tree as it is now, as a repository that others take the hook from."""
    folder = tmp_path_factory.mktemp("hooks") / "lkt-alloc"
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    assert git(folder, "commit", "-q", "-m", "now").returncode == 0
    return folder


def test_a_commit_with_a_bad_budget_is_refused_and_a_good_one_passes(hooks: Path, tmp_path: Path) -> None:
    revision = git(hooks, "rev-parse", "HEAD").stdout.strip()
    git(tmp_path, "init", "-q", "-b", "main")
    config = {
        "repos": [{"repo": str(hooks), "rev": revision, "hooks": [{"id": "lkt-alloc-check", "args": ["--lang", "en"]}]}]
    }
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    home = {"PRE_COMMIT_HOME": str(tmp_path / ".home"), "PRE_COMMIT_COLOR": "never"}
    installed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=tmp_path, capture_output=True, check=False
    )
    assert installed.returncode == 0, installed.stderr
    (tmp_path / ".gitignore").write_text(".home\n.cache\n")
    (tmp_path / "budsjett").mkdir()
    (tmp_path / "budsjett" / "budsjett_2019.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "budsjett" / "kommunar.yaml").write_bytes((ROOT / "data" / "municipalities.yaml").read_bytes())
    (tmp_path / "other.yaml").write_text("not: ours\n")
    git(tmp_path, "add", "-A")

    refused = git(tmp_path, "commit", "-m", "a slip", **home)
    assert refused.returncode == 1, refused.stdout
    assert "lkt-alloc check" in refused.stdout
    assert "budsjett/budsjett_2019.yaml:131:12: error[LKT301 control-total]: " in refused.stdout
    assert "  131 |     total: 2 706 000\n" in refused.stdout
    assert "other.yaml" not in refused.stdout
    assert git(tmp_path, "rev-parse", "HEAD").returncode != 0

    (tmp_path / "budsjett" / "budsjett_2019.yaml").write_text(GOOD, encoding="utf-8")
    git(tmp_path, "add", "-A")
    passed = git(tmp_path, "commit", "-m", "mended", **home)
    assert passed.returncode == 0, passed.stdout
    assert re.search(r"lkt-alloc check\.+Passed", passed.stdout)


def test_the_hook_takes_the_files_that_are_likely_ours_and_no_others() -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    pattern = re.compile(hook["files"])
    ours = [
        "budget.yaml",
        "data/budget_2018_2019.yaml",
        "Budsjett 2024.yml",
        "a/kommunar.yaml",
        "data/municipalities.yaml",
    ]
    others = [
        ".pre-commit-config.yaml",
        ".github/workflows/ci.yml",
        "budget/other.yaml",
        "budget.yaml.md",
        "docs/a.yaml",
    ]
    assert [name for name in ours + others if pattern.search(name)] == ours
    assert (hook["id"], hook["entry"], hook["language"], hook["types"]) == (
        "lkt-alloc-check", "lkt-alloc check", "python", ["yaml"],
    )  # fmt: skip


def steps() -> list[dict[str, Any]]:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    return [step for step in action["runs"]["steps"] if "run" in step]


def test_every_input_of_the_action_is_used_and_explained_and_none_is_pasted_into_a_script() -> None:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    text = ACTION.read_text(encoding="utf-8")
    for name, said in action["inputs"].items():
        assert said["description"]
        assert f"${{{{ inputs.{name} }}}}" in text
    assert all("${{" not in step["run"] and step["shell"] == "bash" for step in steps())


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runner's folder for temporary files, in which `lkt-alloc` is "installed": this interpreter and this source."""
    temporary = tmp_path_factory.mktemp("runner")
    (temporary / "lkt-alloc" / "bin").mkdir(parents=True)
    python = temporary / "lkt-alloc" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return temporary


def act(
    runner: Path, folder: Path, files: str, fail_on: str = "error", municipalities: str = ""
) -> tuple[str, str, int]:
    """What the checking step prints, what it adds to the summary, and its exit code."""
    summary = folder / "summary.md"
    summary.unlink(missing_ok=True)
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "RUNNER_TEMP": str(runner), "LC_ALL": "C.UTF-8",
        "GITHUB_STEP_SUMMARY": str(summary), "FILES": files, "FAIL_ON": fail_on, "MUNICIPALITIES": municipalities,
        "CHECK_LANG": "en",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", steps()[-1]["run"]], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.stdout, summary.read_text(encoding="utf-8") if summary.exists() else "", done.returncode


def test_the_action_annotates_and_summarizes(runner: Path, tmp_path: Path) -> None:
    shutil.copy(FAULTY, tmp_path / "faulty budget.yaml")
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    printed, summary, code = act(runner, tmp_path, '"faulty budget.yaml" good.yaml')
    assert code == 1
    assert printed.count("::error file=faulty budget.yaml,line=") == summary.count("| error LKT") > 5
    assert act(runner, tmp_path, "good.yaml") == ("", "## lkt-alloc check\n\nNo findings.\n", 0)


def test_the_action_takes_patterns_lines_and_folders_and_executes_nothing(runner: Path, tmp_path: Path) -> None:
    for name in ("a b.yaml", "c.yaml", "$(touch hacked).yaml"):
        (tmp_path / name).write_text(GOOD.replace("language: nn", "langauge: nn"), encoding="utf-8")
    for files, found in (("*.yaml", 3), ("c.yaml\n'a b.yaml'\n", 2), ("'$(touch hacked).yaml'", 1), (".", 3)):
        printed, _, code = act(runner, tmp_path, files)
        assert (printed.count("LKT101"), code) == (found, 1), files
    printed, _, code = act(runner, tmp_path, "missing.yaml")
    assert (code, "missing.yaml" in printed) == (2, True)
    assert not (tmp_path / "hacked").exists()


def test_the_action_can_fail_on_warnings_and_take_a_municipality_file(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(GOOD.replace("    source: committee-case\n", "", 1), encoding="utf-8")
    shutil.copy(ROOT / "data" / "municipalities.yaml", tmp_path / "m.yaml")
    assert act(runner, tmp_path, "b.yaml", municipalities="m.yaml")[2] == 0
    printed, _, code = act(runner, tmp_path, "b.yaml", fail_on="warning")
    assert (printed.startswith("::warning file=b.yaml,"), code) == (True, 1)
