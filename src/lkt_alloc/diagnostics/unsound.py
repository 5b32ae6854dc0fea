"""What stops a command whose data is wrong: everything that was found, at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Finding


class Unsound(Exception):
    """Files have errors that nobody has acknowledged, so nothing is made from them.

    `findings` are all these errors, in the order of the files and of their lines; `language` is the budget's, `nn` if it has none.
    """

    def __init__(self, findings: "list[Finding]", language: str = "nn") -> None:
        super().__init__(findings, language)
        self.findings = findings
        self.language = language

    def __str__(self) -> str:
        """All of them in the budget's language, each on a line of its own."""
        return "\n".join(finding.in_words(self.language) for finding in self.findings)


def stop_at(found: "Iterable[Finding]") -> None:
    """Raise `Unsound` with what was found in a file, if anything was."""
    if errors := sorted(found, key=lambda finding: finding.place):
        raise Unsound(errors)
