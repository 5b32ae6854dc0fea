"""Which files are meant: those that are named, those of ours in a folder, and the municipality file that a budget is used with.

Knows nothing of rules. What is one of ours is told by content, never by name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.model import Budget
from lkt_alloc.files.disk import MAX_BYTES, STDIN, bytes_of, embedded
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.files.refusals import refused
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence

_ENDINGS: Final = (".yaml", ".yml")


class Selection(Struct, frozen=True):
    """How names become files.

    Of a folder what matches a pattern in `exclude` is left out. With `only_ours`, files that are named are taken by content, as those
    in a folder are. `stdin` is the path that standard input stands for. `texts` are files that are not on the disk but at hand.
    """

    exclude: tuple[str, ...] = ()
    only_ours: bool = False
    stdin: FilePath | None = None
    texts: Mapping[FilePath, bytes] = field(default_factory=dict)


AS_NAMED: Final = Selection()
"""Files as they are named, and all of ours in folders."""


STDIN_ONCE: Final = sentence("Standard input (-) can be read once and cannot be written to.")


class Files(Struct, frozen=True):
    """What is to be checked, and the municipality file that it is all used with, if one is given."""

    named: tuple[FilePath, ...]
    municipalities: FilePath | None
    selection: Selection

    def __post_init__(self) -> None:
        if self.selection.stdin and STDIN not in (*self.named, self.municipalities):
            raise CannotRun(
                sentence("--stdin-filename is the name of what is read with -, but - is not among the files.")
            )
        if [*self.named, self.municipalities].count(STDIN) > 1:
            raise CannotRun(STDIN_ONCE)


class Desk:
    """The files of one run, each read once; `load` reads one that may be shown by another name.

    Standard input has the place of a path; a text that is at hand has none.
    """

    def __init__(self, load: Callable[..., Loaded], selection: Selection) -> None:
        self._from_disk, self._stdin, self._texts = load, selection.stdin, selection.texts
        self._read: dict[FilePath, Loaded] = {}
        self._same: dict[FilePath, FilePath] = {}

    def load(self, path: FilePath) -> Loaded:
        """The file at a path. Raises `CannotRun` when the disk says no."""
        name = self.same(path)
        if name not in self._read:
            self._read[name] = self._load(path)
        return self._read[name]

    def _load(self, path: FilePath) -> Loaded:
        if path in self._texts:
            return load_bytes(str(path), self._texts[path])
        return self._from_disk(STDIN, self._stdin) if self._is_stdin(path) else self._from_disk(path)

    def same(self, path: FilePath) -> FilePath:
        """What two names of the same file have in common."""
        if path not in self._same:
            real = self._stdin if path == STDIN and self._stdin else path
            self._same[path] = real if real == STDIN else FilePath(os.path.realpath(real))
        return self._same[path]

    def kind_at(self, path: FilePath) -> str | None:
        """Which kind of ours a file is, as far as its text says; `None` if none. Raises `CannotRun` when the disk says no."""
        from lkt_alloc.files.recognition import kind_of_bytes

        name = self.same(path)
        is_read = name in self._read or path == STDIN or self._is_stdin(path)
        return kind_of_bytes(self.load(path).raw if is_read else bytes_of(path, MAX_BYTES))

    def companion(self, budget: FilePath) -> FilePath | None:
        """The municipality file that a budget is used with, whatever else is being checked; `None` for the built-in register alone.

        It is the one that the budget names, seen from its folder, else `municipalities.yaml` in that folder. One that says no more than
        that its members are those of the LKT project (a group of the file that comes with the program) is used with that file.
        """
        understood = self.load(budget).of(BUDGET)
        if understood and understood.municipalities:
            return budget.parent / understood.municipalities
        usual = budget.parent / MUNICIPALITIES.built_in
        is_on_disk = budget != STDIN and budget not in self._texts and (usual.is_file() or self._is_stdin(usual))
        if is_on_disk and self._is_register(usual):
            return usual
        return embedded("municipalities") if understood and self._is_of_lkt(understood) else None

    def _is_of_lkt(self, budget: Budget) -> bool:
        named = {key.members for key in budget.keys.values() if isinstance(key.members, str)}
        return bool(named) and named <= self.load(embedded("municipalities")).sound(MUNICIPALITIES).groups.keys()

    def _is_stdin(self, path: FilePath) -> bool:
        """Whether a path is the one that standard input stands for."""
        return self._stdin is not None and self.same(path) == self.same(self._stdin)

    def _is_register(self, path: FilePath) -> bool:
        known = self.load(path)
        if known.value and not known.findings:
            return known.kind is MUNICIPALITIES
        return self.kind_at(path) == MUNICIPALITIES.name


BUDGET_HERE: Final = "LKT_ALLOC_BUDGET"
"""The variable that names a budget file, or a folder with one, for those who stand in a folder without one."""


def budget_in(place: FilePath, selection: Selection = AS_NAMED) -> FilePath:
    """The budget file that is meant by a file or a folder: in a folder `budget.yaml`, else the only budget in it.

    Raises `CannotRun` for a folder in which there is none, or several.
    """
    if place == STDIN or place in selection.texts or not place.is_dir():
        return place
    usual = place / _USUAL
    if usual.is_file():
        return usual
    desk = Desk(load, selection)
    found = sorted(path for path in _yaml_in(place) if desk.kind_at(path) == BUDGET.name)
    if len(found) == 1:
        return found[0]
    if found:
        several = sentence(
            "There are several budget files in the folder {path}: {names}.",
            path=_said(place),
            names=listed(map(str, found), ","),
        )
        raise CannotRun(several, sentence("Specify which one: --budget FILE."))
    raise CannotRun(sentence("There is no budget file in the folder {path}.", path=_said(place)), _BEGINS)


def budget_at_hand(*folders: FilePath) -> FilePath | None:
    """The budget of somebody who names none: `budget.yaml` in the first of `folders` that has one, else what `LKT_ALLOC_BUDGET` names.

    `None` for the built-in one.
    """
    for usual in (folder / _USUAL for folder in folders):
        if usual.is_file():
            return usual
    named = os.environ.get(BUDGET_HERE)
    return budget_in(FilePath(named)) if named else None


def decisions_of(budget: FilePath, named: str | None) -> FilePath | None:
    """The file of decisions that a budget names, seen from its folder, else `decisions.yaml` in that folder; `None` if there is none."""
    usual = budget.parent / DECISIONS_USUAL
    return budget.parent / named if named else usual if usual.is_file() else None


def register_at_hand(folder: FilePath) -> FilePath | None:
    """The municipality file of the budget at hand, for somebody who names none; `None` if there is none that is somebody's own."""
    budget = budget_at_hand(folder)
    own = Desk(load, AS_NAMED).companion(budget) if budget else None
    return None if own == embedded("municipalities") else own


def language_at_hand(folder: FilePath) -> str | None:
    """The language of the budget at hand, by the line that says it, whatever else is wrong with the file; `None` without a budget."""
    try:
        budget = budget_at_hand(folder)
        raw = bytes_of(budget, MAX_BYTES) if budget else None
    except CannotRun:
        return None
    said = re.search(rb"^language: *[\"']?(nn|nb|en)\b", raw or b"", re.MULTILINE)
    return said[1].decode() if said else None if raw is None else "nn"


_USUAL: Final = "budget.yaml"
DECISIONS_USUAL: Final = "decisions.yaml"
_BEGINS: Final = sentence("Such a file has the line format: lkt-alloc/budget/1.")


def _yaml_in(folder: FilePath) -> list[FilePath]:
    try:
        return [path for path in folder.iterdir() if _is_yaml(path) and path.is_file()]
    except OSError as error:
        raise refused(error) from None


def chosen(paths: Sequence[FilePath], selection: Selection, desk: Desk) -> tuple[list[FilePath], int]:
    """The files that names lead to, each once, and how many other YAML files were passed over.

    Raises `CannotRun` for a folder with none of ours.
    """
    meant: dict[FilePath, FilePath] = {}
    others: set[FilePath] = set()
    for named in paths:
        path = selection.stdin or named if named == STDIN else named
        is_folder = named != STDIN and path.is_dir()
        found = _inside(path, selection.exclude) if is_folder else [path]
        by_content = is_folder or selection.only_ours
        ours = [file for file in found if not by_content or desk.same(file) in meant or desk.kind_at(file)]
        if is_folder and not ours:
            raise _none_in(path, len(found))
        others |= {desk.same(file) for file in found} - {desk.same(file) for file in ours}
        for file in ours:
            meant.setdefault(desk.same(file), file)
    return list(meant.values()), len(others - set(meant))


def _said(folder: FilePath) -> str:
    """A folder as it is seen at the end of a sentence, where `.` is not."""
    return str(folder if folder.name.strip(".") else FilePath(os.path.realpath(folder)))


def _none_in(folder: FilePath, others: int) -> CannotRun:
    return CannotRun(
        sentence("There is no budget or other file for lkt-alloc in the folder {path}.", path=_said(folder)),
        sentence(
            'Such files have the line "format: lkt-alloc/budget/1" or the like. Other YAML files there: {n}.', n=others
        ),
    )


def _inside(folder: FilePath, exclude: Sequence[str]) -> list[FilePath]:
    """The YAML files in a folder and the folders in it, but for hidden ones. Raises `CannotRun` when one of them cannot be looked into."""
    patterns = [_pattern(text) for text in exclude]
    found = []
    for top, folders, names in os.walk(folder, onerror=_raise):
        here = FilePath(top)
        parts = here.relative_to(folder).parts
        folders[:] = [
            name for name in folders if name[:1] != "." and not _is_excluded((*parts, name), patterns, is_folder=True)
        ]
        found += [
            here / name
            for name in names
            if _is_yaml(here / name) and not _is_excluded((*parts, name), patterns, is_folder=False)
        ]
    return sorted(found)


def _raise(error: OSError) -> None:
    raise refused(error)


def _is_yaml(path: FilePath) -> bool:
    """Whether a file is YAML by its name; a link that leads nowhere is, so that nobody takes it for checked."""
    is_named_so = path.suffix.lower() in _ENDINGS and path.name[:1] != "."
    return is_named_so and (path.is_file() or not path.exists())


_Pattern = tuple[tuple[str, ...], bool]
"""A pattern of `--exclude`: a part for each folder on the way, and whether it is for folders only."""


def _pattern(text: str) -> _Pattern:
    """Read a pattern as .gitignore has it: one without `/` within holds at any depth, others from the folder that is looked through."""
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    if not parts or text.startswith("!"):
        raise CannotRun(sentence('"{pattern}" is not a pattern for --exclude.', pattern=text))
    return parts if "/" in text.rstrip("/") else ("**", *parts), text.endswith("/")


def _is_excluded(path: tuple[str, ...], patterns: Sequence[_Pattern], *, is_folder: bool) -> bool:
    return any((is_folder or not for_folders) and _matches(path, parts) for parts, for_folders in patterns)


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase

    if not pattern or not path:
        return not path and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or _matches(path[1:], pattern)
    return fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
