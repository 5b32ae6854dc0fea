"""A release is ready but for the account: the workflow can be read, and its commands work where they can be run."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

import lkt_alloc
from lkt_alloc.diagnostics.addresses import DOCS
from tests.acceptance.replay import ROOT, environment

WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
JOBS = WORKFLOW["jobs"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def commands(job: str) -> dict[str, str]:
    return {step["name"]: step["run"] for step in JOBS[job]["steps"] if "run" in step}


def test_only_a_tag_publishes_and_only_what_was_tested_and_built() -> None:
    assert WORKFLOW["on"] == {"push": {"tags": ["v*"]}}
    assert set(JOBS["publish"]["needs"]) == {"test", "build"}
    assert commands("publish") == {}
    assert "actions/checkout" not in str(JOBS["publish"])


def test_each_job_may_do_what_it_needs_and_nothing_else() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "test": {"contents": "read"},
        "build": {"contents": "read", "id-token": "write", "attestations": "write"},
        "publish": {"id-token": "write"},
    }
    assert "secrets." not in str(JOBS)


def test_every_command_is_one_for_the_shell() -> None:
    for job in JOBS:
        for command in commands(job).values():
            subprocess.run(["bash", "-n", "-c", command], check=True)
    for command in commands("test").values():
        assert (ROOT / command).is_file()


def test_a_tag_that_is_not_the_version_stops_the_release(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(sys.executable)
    (command,) = [run for name, run in commands("build").items() if name.startswith("The tag is the version")]
    for tag, code in ((f"v{lkt_alloc.__version__}", 0), ("v0.0.9", 1), (lkt_alloc.__version__, 1)):
        around = environment(GITHUB_REF_NAME=tag, PATH=f"{tmp_path}:/usr/bin:/bin")
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", command], cwd=ROOT, env=around, check=False)
        assert done.returncode == code, tag


def test_the_wheel_is_tried_by_what_the_program_prints(tmp_path: Path) -> None:
    """The same lines as in the workflow, but with this environment instead of a new one."""
    (command,) = [run for name, run in commands("build").items() if name.startswith("Try the wheel")]
    try_it = [line for line in command.splitlines() if line.startswith("try/bin/")]
    folder = tmp_path / "try" / "bin"
    folder.mkdir(parents=True)
    for name, arguments in (("python", ""), ("lkt-alloc", "-m lkt_alloc")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    assert len(try_it) == 2
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(try_it)], cwd=tmp_path, env=environment(), check=False
    )
    assert done.returncode == 0


def test_the_newest_version_of_the_changelog_is_the_one_of_the_program() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == lkt_alloc.__version__


def test_all_addresses_of_the_project_are_the_same_stand_in() -> None:
    home = DOCS.removesuffix("/docs")
    assert PROJECT["urls"]["Documentation"] == DOCS
    assert all(address.startswith(home) for address in PROJECT["urls"].values())
