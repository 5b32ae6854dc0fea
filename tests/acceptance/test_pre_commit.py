"""Where people are: the pre-commit hook in a real commit, and the steps of the GitHub Action in a shell."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from sysconfig import get_path
from typing import Any

import pytest
import yaml

from tests.acceptance.replay import ROOT, environment
from tests.files.mutations import FAULTY

pytestmark = pytest.mark.slow

HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "action.yml"
IGNORED = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "dist", "build"
)
GOOD = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
BAD = GOOD.replace("2 760 000", "2 706 000")


WITHOUT_FETCHING = {
    "PYTHONPATH": get_path("purelib"),
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
}  # 0 is without
"""The hook's environment gets the program alone, and finds other packages here. That those it needs are declared: `test_package`."""


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


def legevakt() -> str:
    """The budget of docs/format.md, whose name says nothing of what it is."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    return page[page.index("# legevakt.yaml\n") :].split("```", 1)[0]


def test_a_commit_with_a_bad_budget_is_refused_and_a_good_one_passes(hooks: Path, tmp_path: Path) -> None:
    revision = git(hooks, "rev-parse", "HEAD").stdout.strip()
    git(tmp_path, "init", "-q", "-b", "main")
    config = {
        "repos": [{"repo": str(hooks), "rev": revision, "hooks": [{"id": "lkt-alloc-check", "args": ["--lang", "en"]}]}]
    }
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    home = {"PRE_COMMIT_HOME": str(tmp_path / ".home"), "PRE_COMMIT_COLOR": "never"} | WITHOUT_FETCHING
    installed = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"], cwd=tmp_path, capture_output=True, check=False
    )
    assert installed.returncode == 0, installed.stderr

    def committed(files: dict[str, str]) -> str | None:
        """What a commit of these files prints; nothing if it goes through."""
        for name, said in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(said, encoding="utf-8")
        git(tmp_path, "add", "-A")
        done = git(tmp_path, "commit", "-m", "now", **home)
        assert (done.returncode == 0) == bool(re.search(r"lkt-alloc check\.+Passed", done.stdout)), done.stdout
        return done.stdout if done.returncode else None

    (tmp_path / ".gitignore").write_text(".home\n.cache\n")
    others = {"mkdocs.yml": "site_name: x\nnav: [\n", "docker-compose.yaml": "services: {}\n"}  # for others to judge
    refused = committed(others | {"budsjett/budsjett_2019.yaml": BAD})
    assert refused
    assert "budsjett/budsjett_2019.yaml:131:12: error[LKT301 control-total]: " in refused
    assert "  131 |     total: 2 706 000\n" in refused
    assert not any(f"{name}:" in refused for name in others)
    assert git(tmp_path, "rev-parse", "HEAD").returncode != 0
    assert committed({"budsjett/budsjett_2019.yaml": GOOD}) is None

    # content counts, not names, whatever is wrong
    slips = (("rounding: 1 kr", "rounding: [1 kr"), ("budget/1", "budgett/1"), ("format: ", "fromat: "))
    wrong = {f"{n}/LEGEVAKT.YML": legevakt().replace(*slip) for n, slip in enumerate(slips)}
    refused = committed(wrong)
    assert refused
    assert all(f"{name}:" in refused for name in wrong)

    # what lies beside a budget counts, whether it is in the commit or not, and nothing else does
    register = (ROOT / "data" / "municipalities.yaml").read_text(encoding="utf-8").replace("  lkt:", "  eigne:")
    assert committed(dict.fromkeys(wrong, legevakt()) | {"a/municipalities.yaml": register}) is None
    own = GOOD.replace("members: lkt\n", "members: eigne\n")
    assert committed({"a/budget.yaml": own}) is None
    refused = committed({"budget.yaml": own})
    assert refused
    assert 'There is no group "eigne"' in refused


def test_the_hook_is_given_every_yaml_file_and_looks_at_what_it_says() -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["language"], hook["types"], "files" in hook) == (
        "lkt-alloc-check", "lkt-alloc check --only-ours", "python", ["yaml"], False,
    )  # fmt: skip


def test_the_readme_pins_nothing_that_does_not_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^ *rev: (\S+)", readme, re.MULTILINE) == ["COMMIT"]
    assert re.findall(r"uses: OWNER/lkt-alloc@(\S+)", readme) == ["COMMIT"]
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    for block in re.findall(r"uses: OWNER/lkt-alloc.*?```", readme, re.DOTALL):
        assert set(re.findall(r"^ {10}([\w-]+):", block, re.MULTILINE)) <= set(action["inputs"])


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


def act(runner: Path, folder: Path, files: str, **more: str) -> tuple[str, str, int]:
    """What the checking step prints, what it adds to the summary, and its exit code. `more` are other variables of the step."""
    summary = folder / "summary.md"
    summary.unlink(missing_ok=True)
    variables = {
        **environment(), "PYTHONPATH": str(ROOT / "src"), "RUNNER_TEMP": str(runner), "LC_ALL": "C.UTF-8",
        "GITHUB_STEP_SUMMARY": str(summary), "FILES": files, "FAIL_ON": "error", "MUNICIPALITIES": "", "CHECK_LANG": "en",
        "EXCLUDE": "", "SARIF": "", "ACTION_REPOSITORY": "", "ACTION_REF": "",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", steps()[-1]["run"]],
        cwd=folder, env=variables | more,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.stdout, summary.read_text(encoding="utf-8") if summary.exists() else "", done.returncode


def test_the_variables_of_the_step_are_the_ones_that_are_tried_here(runner: Path, tmp_path: Path) -> None:
    assert set(steps()[-1]["env"]) == {
        "FILES", "EXCLUDE", "MUNICIPALITIES", "FAIL_ON", "CHECK_LANG", "SARIF", "ACTION_REPOSITORY", "ACTION_REF",
    }  # fmt: skip


def test_the_action_annotates_and_summarizes(runner: Path, tmp_path: Path) -> None:
    shutil.copy(FAULTY, tmp_path / "faulty budget.yaml")
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    printed, summary, code = act(runner, tmp_path, '"faulty budget.yaml" good.yaml')
    assert code == 1
    assert printed.count("::error file=faulty budget.yaml,line=") == summary.count("| error [LKT") > 5
    said = "## lkt-alloc check\n\nNo findings. Files checked: 1.\n"
    assert act(runner, tmp_path, "good.yaml") == ("", said, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One sound budget, `ok/budget.yaml`; one with an error, in a folder with a quote in its name; and a folder with none of ours."""
    for name, said in (("ok/budget.yaml", GOOD), ("Per's budsjett/budget.yaml", BAD), ("none/mkdocs.yml", "a: 1\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(said, encoding="utf-8")
    return tmp_path


LISTS = {
    "empty": ["", " ", "\n", " \t\n \n", '""', "''", "\"\" ''", '"" ok/', 'ok/ ""', "ok/\n''\n", "\\", "ok/ \\"],
    "not to be split": [
        "Per's/",
        "Per's budsjett/",
        "ok/ Per's budsjett/",
        'it"s',
        "ok/\n'",
        'ok/budget.yaml "ok/',
        "'\n'",
    ],
    "missing": [
        "nope.yaml",
        "ok/ nope.yaml",
        "nope*.yaml",
        "ok/*.yaml nope/*",
        "ok/*.yml",
        "**/nope",
        "' '",
        "ok/ -",
        "--help",
    ],
    "with nothing to check": ["none", "none/", "ok/ none", "non*"],
}


@pytest.mark.parametrize(("why", "files"), [(why, files) for why, lists in LISTS.items() for files in lists], ids=repr)
def test_the_step_is_red_for_every_list_of_files_that_is_not_one(
    runner: Path, folder: Path, why: str, files: str
) -> None:
    printed, summary, code = act(runner, folder, files)
    assert (code, summary) == (1 if files == "ok/ -" else 2, summary if files == "ok/ -" else ""), printed
    assert "No findings" not in summary
    if why in ("empty", "not to be split"):
        assert (
            f"::error title=lkt-alloc check::The list of files {'is empty' if why == 'empty' else 'cannot'}" in printed
        )


def test_the_step_checks_names_that_are_quoted_as_in_a_shell(runner: Path, folder: Path) -> None:
    assert act(runner, folder, "ok/")[2] == 0
    for files in ('"Per\'s budsjett/"', "Per\\'s\\ budsjett/", "ok/ Per*", "**/*.yaml", "ok\n\n.\n"):
        printed, _, code = act(runner, folder, files)
        assert (printed.count("::error file=Per's budsjett/budget.yaml,line=131,"), code) == (1, 1), files
    (folder / "b[1].yaml").write_text(BAD, encoding="utf-8")
    (folder / "b1.yaml").write_text(GOOD, encoding="utf-8")
    assert act(runner, folder, "b[1].yaml")[2] == 1  # a file of that name, before a pattern


def test_the_action_takes_patterns_lines_and_folders_and_executes_nothing(runner: Path, tmp_path: Path) -> None:
    for name in ("a b.yaml", "c.yaml", "$(touch hacked).yaml"):
        (tmp_path / name).write_text(GOOD.replace("language: nn", "langauge: nn"), encoding="utf-8")
    for files, found in (("*.yaml", 3), ("c.yaml\n'a b.yaml'\n", 2), ("'$(touch hacked).yaml'", 1), (".", 3)):
        printed, _, code = act(runner, tmp_path, files)
        assert (printed.count("title=LKT101"), code) == (found, 1), files
    printed, _, code = act(runner, tmp_path, ".", EXCLUDE="c.*\n\n$(touch hacked).yaml\n")
    assert (printed.count("title=LKT101"), code) == (1, 1)
    assert not (tmp_path / "hacked").exists()


def test_the_action_can_fail_on_warnings_and_take_a_municipality_file(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(GOOD.replace("    source: committee-case\n", "", 1), encoding="utf-8")
    shutil.copy(ROOT / "data" / "municipalities.yaml", tmp_path / "m.yaml")
    assert act(runner, tmp_path, "b.yaml", MUNICIPALITIES="m.yaml")[2] == 0
    printed, _, code = act(runner, tmp_path, "b.yaml", FAIL_ON="warning")
    assert (printed.startswith("::warning file=b.yaml,"), code) == (True, 1)


def test_the_action_writes_sarif_counts_and_addresses(runner: Path, folder: Path) -> None:
    (folder / "old.sarif").write_text("from an earlier run")
    outputs = folder / "outputs"
    more = {"GITHUB_OUTPUT": str(outputs), "SARIF": "old.sarif", "GITHUB_SERVER_URL": "https://git.example"}
    printed, summary, code = act(runner, folder, ".", ACTION_REPOSITORY="a/lkt", ACTION_REF="v9", **more)
    assert code == 1
    (run,) = json.loads((folder / "old.sarif").read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["LKT301"]
    page = "https://git.example/a/lkt/blob/v9/docs/checks.md#lkt301-control-total"
    assert [rule["helpUri"] for rule in run["tool"]["driver"]["rules"] if rule["id"] == "LKT301"] == [page]
    assert (page in printed, page in summary) == (True, True)
    written = dict(line.split("=") for line in outputs.read_text(encoding="utf-8").splitlines())
    assert written == {"errors": "1", "warnings": "0"}
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert {name: said["value"] for name, said in action["outputs"].items()} == {
        name: f"${{{{ steps.{steps()[-1]['id']}.outputs.{name} }}}}" for name in written
    }
