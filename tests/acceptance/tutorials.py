"""The tutorials, done as they say: the table is saved, the budget is edited, commands are given, in the order of the page."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.acceptance.replay import ROOT

TUTORIALS = [ROOT / "docs" / "tutorial.nn.md", ROOT / "docs" / "tutorial.nb.md"]
_BLOCK = re.compile(r"(?<=^```)(csv|yaml|diff|console|markdown)\n(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def followed(page: str, folder: Path, run: Callable[[str], str]) -> str:
    """The page as it reads for somebody who follows it in `folder`; `run` makes of a block of commands what should stand in it."""

    def done(block: re.Match[str]) -> str:
        kind, said = block.groups()
        match kind:
            case "csv":
                (folder / "poster.csv").write_text(said, encoding="utf-8")
            case "yaml":
                (folder / "decisions.yaml").write_text(said, encoding="utf-8")
            case "diff":
                _edit(folder / "budget.yaml", said)
            case "console":
                said = run(said)
            case "markdown":
                said = _section(folder / "saker" / "1856-roest.md", said.splitlines()[0])
        return f"{kind}\n{said}"

    return _BLOCK.sub(done, page)


def _edit(file: Path, change: str) -> None:
    """Put the lines with a plus where those with a minus stand, once."""
    old, new = ("".join(f"{line[1:]}\n" for line in change.splitlines() if line[0] == sign) for sign in "-+")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, change
    file.write_text(text.replace(old, new), encoding="utf-8")


def _section(file: Path, heading: str) -> str:
    """A heading and what is below it, as far as the next."""
    text = file.read_text(encoding="utf-8")
    start = text.index(f"{heading}\n")
    return text[start : text.index("\n## ", start)]
