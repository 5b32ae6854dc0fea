"""What came of a check: the files, what was found in them, and which findings were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.files.load import Loaded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Finding


class Choice(Struct, frozen=True):
    """Which rules to look at, by code, name or beginning of a code, and whether warnings are errors."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False

    def __post_init__(self) -> None:
        if not self.select and not self.ignore:
            return
        from lkt_alloc.checks.catalogue import rules_called

        for name in (*self.select, *self.ignore):
            if not rules_called(name):
                raise CannotRun(sentence('There is no rule "{name}".', name=name), sentence("See lkt-alloc rule."))

    def apply(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that are asked for, with the severity they then have."""
        chosen = list(findings)
        if findings and (self.select or self.ignore):
            from lkt_alloc.checks.catalogue import rules_called

            wanted = {rule.name for name in self.select or ("LKT",) for rule in rules_called(name)}
            wanted -= {rule.name for name in self.ignore for rule in rules_called(name)}
            chosen = [finding for finding in findings if finding.rule.name in wanted]
        return [replace(finding, severity="error") for finding in chosen] if self.strict else chosen


class Checked(Struct, frozen=True):
    """The files that were read, and everything found in them, in the order of the files and of their lines.

    `beside` are the names of municipality files that nobody named, read because a budget is used with them. `passed_over` is how many
    other YAML files there were. `on_built_in` are the names of files that are about a budget, and held against the built-in one.
    """

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]
    beside: frozenset[str] = frozenset()
    passed_over: int = 0
    on_built_in: tuple[str, ...] = ()

    def standing(self, *severities: str) -> list[Finding]:
        """The findings of these severities that nobody has acknowledged."""
        return [finding for finding in self.findings if finding.severity in severities and finding.acknowledged is None]
