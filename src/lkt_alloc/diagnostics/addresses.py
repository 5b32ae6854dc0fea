"""Addresses for readers who are elsewhere: of a file in its repository, and of the page of a rule."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Final

from msgspec import Struct

from lkt_alloc.diagnostics.findings import Rule

DOCS: Final = "https://example.org/lkt-alloc/docs"
"""Where docs/ is to be read. A stand-in, as in the README: this repository has no address of its own yet. Whoever gives it one
writes it here, or in `LKT_ALLOC_DOCS` for one run; the GitHub Action does that with the repository that it was taken from."""

PAGES: Final = {"en": "checks.md", "nn": "checks.nn.md", "nb": "checks.nb.md"}
"""The pages about the rules, by language."""


class Addresses(Struct, frozen=True):
    """Where `docs/` and the root of the repository are, and from which folder names are seen (`here`). Without a root, names stay."""

    docs: str = DOCS
    root: str = ""
    here: str = ""

    def of_rule(self, rule: Rule, language: str) -> str:
        """The page of a rule.

        >>> from lkt_alloc.diagnostics.catalogue import ENCODING
        >>> Addresses("https://a.example/docs/").of_rule(ENCODING, "nn")
        'https://a.example/docs/checks.nn.md#lkt001-encoding'
        """
        return f"{self.docs.rstrip('/')}/{PAGES[language]}#{rule.code.lower()}-{rule.name}"

    def of_file(self, name: str) -> str:
        """A file from the root of the repository, with `/` between folders; one that is elsewhere by its whole path.

        >>> Addresses(root="/repo", here="/repo/budgets").of_file("a/budget.yaml")
        'budgets/a/budget.yaml'
        """
        if not self.root or name == "<stdin>":
            return PurePath(name).as_posix()
        whole = os.path.normpath(PurePath(self.here, name))
        if not PurePath(whole).is_relative_to(self.root):
            return PurePath(whole).as_posix()
        return PurePath(whole).relative_to(self.root).as_posix()


STAND_IN: Final = Addresses()
"""Names as they are, and the stand-in."""


def seen_from_here(environment: Mapping[str, str]) -> Addresses:
    """Addresses in a run in this folder, whose environment may say where `docs/` is, and the workspace of a runner."""
    here = Path.cwd()
    root = _repository(here, environment.get("GITHUB_WORKSPACE"))
    return Addresses(environment.get("LKT_ALLOC_DOCS") or DOCS, str(root), str(here))


def _repository(here: Path, workspace: str | None) -> Path:
    """The root of the repository: the `workspace` of a runner, else the folder around `here` that has a `.git`, else `here`."""
    if workspace and Path(workspace).is_dir():
        return Path(os.path.realpath(workspace))
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
