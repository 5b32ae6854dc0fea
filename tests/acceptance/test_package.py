"""The wheel is complete: installed alone, far from the repository, it runs."""

import ast
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.manual import PAGES
from tests.acceptance.replay import ROOT


def test_the_wheel_holds_data_catalogs_and_types_and_runs_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    assert {f"lkt_alloc/data/{kind.built_in}" for kind in (BUDGET, MUNICIPALITIES)} <= names
    assert "lkt_alloc/data/norway.txt" in names
    assert {f"lkt_alloc/docs/{topic}.md" for topic in PAGES} <= names
    assert {f"lkt_alloc/language/locale/{lang}/LC_MESSAGES/lkt_alloc.mo" for lang in ("nn", "nb")} <= names
    assert {f"lkt_alloc/render/page/page.{kind}" for kind in ("html.j2", "css", "js")} <= names
    assert "lkt_alloc/py.typed" in names
    program = "import lkt_alloc.cli as c, sys; sys.argv[1:] = ['compute', '2019', '--format', 'csv']; c.main()"
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            f"import sys; sys.path[:0] = {[str(tmp_path / 'site'), *sys.path[1:]]!r}; {program}",
        ],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONNOUSERSITE": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == run_here()


COME_ALONG = {"markupsafe"}
"""A part of Jinja, which asks for just this."""


def test_the_project_asks_for_what_is_imported_and_for_nothing_else() -> None:
    trees = (ast.parse(path.read_bytes()) for path in (ROOT / "src").rglob("*.py"))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    others = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"lkt_alloc"}
    having = packages_distributions()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = (*project["dependencies"], *project["optional-dependencies"]["pdf"])
    asked = {canonicalize_name(Requirement(line).name) for line in wanted}
    assert {canonicalize_name(package) for name in others for package in having[name]} - COME_ALONG == asked


def run_here() -> bytes:
    command = [sys.executable, "-m", "lkt_alloc", "compute", "2019", "--format", "csv"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout


def test_the_lock_file_pins_what_the_project_asks_for() -> None:
    """`make lock` writes it anew after a change of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(
            line
            for extra in ("pdf", "test", "paper", "lint")
            for line in extras[extra]
            if not line.startswith("lkt-alloc[")
        ),
    ]
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    pinned = {found.name.lower(): found for found in map(Requirement, (n for n in lines if not n.startswith("#")))}
    for asked in map(Requirement, wanted):
        (version,) = pinned[asked.name.lower()].specifier
        assert (version.operator, asked.specifier.contains(version.version)) == ("==", True), asked
