"""The files of a new collaboration, and another year in them: sound before anything is written."""

from pathlib import Path

from msgspec import Struct

from lkt_alloc.checks.check import check_loaded
from lkt_alloc.checks.reading import read_pair
from lkt_alloc.checks.registers import NO_REGISTER, borrowed
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.diagnostics.unsound import Unsound, stop_at
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.corrections import difference
from lkt_alloc.files.kinds import MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load_bytes
from lkt_alloc.files.replacing import replace_files
from lkt_alloc.files.starter.next_year import WantedYear, budget_with, change_of, register_with, said_of
from lkt_alloc.language.sentences import Sentence, listed


def findings_in(
    budget: tuple[str, bytes], register: tuple[str, bytes] | None = None, *, language: str
) -> list[Finding]:
    """What there is to say of files, by name and text, that are to be written: a budget, and perhaps the register that it is used with.

    Raises `Unsound` if they have errors.
    """
    checked = check_loaded(load_bytes(*register) if register else None, load_bytes(*budget))
    if errors := checked.standing("error"):
        raise Unsound(errors, language)
    return list(checked.findings)


def sound_register(file: Loaded) -> Register:
    """The register of a municipality file. Raises `Unsound` if it has errors, and `CannotRun` if it is another kind of file."""
    if file.kind is not MUNICIPALITIES:
        raise MUNICIPALITIES.refused(file.shown)
    stop_at(check_loaded(file).standing("error"))
    return file.sound(MUNICIPALITIES)


def added_by(new: bytes, file: Loaded) -> list[Finding]:
    """What there is to say of a new text of a file that was not to be said of the old one. Raises `Unsound` with errors among it."""
    before = {(finding.rule.code, str(finding.message)) for finding in check_loaded(file).findings}
    checked = check_loaded(load_bytes(file.shown, new))
    added = [finding for finding in checked.findings if (finding.rule.code, str(finding.message)) not in before]
    stop_at(finding for finding in added if finding.severity == "error")
    return added


class AddedYear(Struct, frozen=True):
    """Files with their new text, and what there is to know of it; `language` is the budget's."""

    language: str
    files: tuple[tuple[Loaded, bytes], ...]
    said: tuple[Sentence, ...]

    def differences(self) -> str:
        """What would be written, as a unified diff."""
        return "".join(difference(file.shown, file.raw, new) for file, new in self.files)

    def write(self) -> None:
        """Write all files, or none. Raises `CannotRun` when that cannot be done."""
        new = {Path(file.shown): text for file, text in self.files}
        replace_files(new, read={Path(file.shown): file.raw for file, _ in self.files})


def with_another_year(budget: Path, wanted: WantedYear) -> AddedYear:
    """A budget, and the municipality file that it is used with, with another year.

    Raises `Unsound` if they have errors, as they are or as they would be, and `CannotRun`.
    """
    sound = read_pair(budget)
    file, *beside = (read for read in sound.files if isinstance(read, Loaded))
    own = beside[0].sound(MUNICIPALITIES) if beside else borrowed(sound.budget, NO_REGISTER) or NO_REGISTER
    change = change_of(sound.budget, own, norway.register(), wanted)
    texts = [(file, budget_with(file, sound.budget, change, wanted))]
    texts += [(old, register_with(old, own, norway.register(), change, sound.budget)) for old in beside]
    changed = tuple((old, new) for old, new in texts if new != old.raw)
    findings_in(*((old.shown, new) for old, new in texts), language=sound.budget.language)
    names = listed([old.name for old, _ in changed])
    return AddedYear(sound.budget.language, changed, tuple(said_of(sound.budget, change, wanted, names)))
