"""Exact cost allocation between municipalities, from Python: docs/api.md. Importing it alone imports nothing: start-up time is a feature.

    import lkt_alloc

    basis = lkt_alloc.read("budget.yaml")
    rows = basis.allocate("2019").rows()

Every function imports what it needs when it is called. What it calls is what the command line calls.
"""

from __future__ import annotations

__version__ = "0.2.0"

TYPE_CHECKING: Final = False  # as `typing` has it, without importing that

__all__ = ["Basis", "CannotRun", "Differences", "Finding", "Outcome", "Unsound", "check", "compare", "read"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from os import PathLike
    from typing import Any, Final

    from lkt_alloc.checks.reading import Read, Sound
    from lkt_alloc.checks.what_if import Kroner, PostAndPeriod
    from lkt_alloc.diagnostics.findings import Finding as Finding
    from lkt_alloc.diagnostics.unsound import Unsound as Unsound
    from lkt_alloc.engine.allocate import Allocation
    from lkt_alloc.engine.comparison import Comparison
    from lkt_alloc.engine.counterfactual import Side
    from lkt_alloc.engine.model import Budget
    from lkt_alloc.language.errors import CannotRun as CannotRun
    from lkt_alloc.language.words import Words

    AnyPath = str | PathLike[str]
    """Where a file is."""

else:

    def __getattr__(name):
        """The classes that come from our rooms, imported when they are asked for."""
        rooms = {"Unsound": "diagnostics.unsound", "Finding": "diagnostics.findings", "CannotRun": "language.errors"}
        if name not in rooms:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{rooms[name]}"), name)

    def __dir__():
        return sorted({*globals(), *__all__})


def read(
    budget: AnyPath | None = None,
    municipalities: AnyPath | None = None,
    *,
    text: str | None = None,
    municipalities_text: str | None = None,
) -> Basis:
    """Read a budget and its municipality file, each from a path or from a text, and check both.

    Without a budget it is the built-in LKT case; a folder stands for the budget in it. Without a municipality file it is the one that the
    budget names, else `municipalities.yaml` beside it; what that lacks is from the built-in register of Norway.

    Raises `Unsound` with every error, and `CannotRun` when a file cannot be read or is of another kind.
    """
    from lkt_alloc.checks.reading import read_pair
    from lkt_alloc.files.disk import embedded

    texts, (own, register) = _given((budget, text), (municipalities, municipalities_text))
    return Basis(read_pair(own or embedded("budget"), register, texts))


def check(
    *files: AnyPath,
    text: str | None = None,
    municipalities: AnyPath | None = None,
    municipalities_text: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    strict: bool = False,
) -> list[Finding]:
    """Every finding in files of any kind, or in a text: errors, warnings, and what has been acknowledged. A folder is all of ours in it.

    `select` and `ignore` name rules, by code, name or beginning of a code; with `strict`, warnings are errors. Raises `CannotRun` when a
    file cannot be read, or none is named.
    """
    from pathlib import Path

    from lkt_alloc.checks.check import check_files
    from lkt_alloc.checks.outcome import Choice
    from lkt_alloc.checks.selection import Selection
    from lkt_alloc.language.errors import CannotRun
    from lkt_alloc.language.sentences import sentence

    texts, (own, register) = _given((None, text), (municipalities, municipalities_text))
    paths = [*map(Path, files), *([own] if own else [])]
    if not paths:
        raise CannotRun(sentence("No file is named."))
    choice = Choice(_names("select", select), _names("ignore", ignore), strict)
    return list(check_files(paths, register, choice, selection=Selection(texts=texts)).findings)


def compare(first: Outcome, second: Outcome, *others: Outcome, names: Sequence[str] = ()) -> Differences:
    """Compare results of one period each with the first of them: what everyone pays on each side, and of two sides why it differs.

    `names` are what the sides are called in rows, and in a text where the names of their periods are the same. Raises `CannotRun` for
    several periods.
    """
    from lkt_alloc.engine.comparison import compare as compared

    outcomes = (first, second, *others)
    for outcome in outcomes:
        if not isinstance(outcome, Outcome):
            raise TypeError(f"{outcome!r} is no result: compare what `allocate` gives.")
    called = _names("names", names) or tuple(chr(ord("A") + n) for n in range(len(outcomes)))
    if len(called) != len(outcomes):
        raise TypeError(f"names is {names!r}: give {len(outcomes)}, one for each result.")
    return Differences(compared(*(outcome._side() for outcome in outcomes)), outcomes, called)


class Basis:
    """A budget and a municipality file that are sound: what results are made from. Made by `read`."""

    __slots__ = ("_sound",)

    def __init__(self, sound: Sound) -> None:
        self._sound = sound

    @property
    def language(self) -> str:
        """The language of the budget: `nn`, `nb` or `en`."""
        return self._sound.budget.language

    @property
    def periods(self) -> list[str]:
        """The identifiers of the periods, in the order of the file."""
        return list(self._sound.budget.periods)

    @property
    def payers(self) -> list[str]:
        """The identifiers of those who pay posts."""
        return list(self._sound.budget.payers)

    @property
    def keys(self) -> list[str]:
        """The identifiers of the keys."""
        return list(self._sound.budget.keys)

    @property
    def posts(self) -> list[str]:
        """The identifiers of the posts."""
        return [post.id for post in self._sound.budget.posts]

    def allocate(
        self,
        period: str | None = None,
        *,
        key: str | Mapping[str, str] | None = None,
        population: date | None = None,
        without: str | Iterable[str] = (),
        gap: bool = False,
        only: str | Iterable[str] = (),
        amounts: Mapping[PostAndPeriod, Kroner] | None = None,
        covered: Mapping[PostAndPeriod, Kroner] | None = None,
        external: Mapping[PostAndPeriod, Kroner] | None = None,
        scenario: AnyPath | None = None,
    ) -> Outcome:
        """Share out one period, or all; perhaps as it would be if some things were otherwise (what if).

        The changes are those of the command line: `key` is the name of a key, or names by payer; `without` and `only` are names or numbers
        of municipalities; with `gap` nobody pays for those who are `without`; `amounts`, `covered` and `external` are kroner by post and
        period; `scenario` is a file with changes. Raises `CannotRun` for what cannot be, and `Unsound` for a scenario file with errors.
        """
        from datetime import date, datetime
        from pathlib import Path

        from lkt_alloc.checks import what_if
        from lkt_alloc.checks.reading import with_scenario
        from lkt_alloc.engine.names import find_period
        from lkt_alloc.engine.scenario import Scenario

        _must_be(str, period=period)
        if isinstance(population, datetime) or not isinstance(population, date | None):
            raise TypeError(f"population is {population!r}: give a datetime.date.")
        sound = with_scenario(self._sound, Path(scenario)) if scenario is not None else self._sound
        budget = sound.budget
        if period is not None:
            period = find_period(period, budget.periods)
        own = Scenario(
            keys=what_if.keys_called(key, budget, sound.scenario),
            population=population,
            without=_names("without", without),
            gap=gap,
            only=_names("only", only),
            amounts=what_if.amounts_at(amounts, budget),
            covered=what_if.amounts_at(covered, budget),
            external=what_if.amounts_at(external, budget),
        )
        together = what_if.together(own, sound.scenario, budget, sound.register, period)
        return Outcome(what_if.allocation(budget, sound.register, period, together), sound.files)


class Outcome:
    """What everyone pays. Made by `Basis.allocate`."""

    __slots__ = ("_allocation", "_files")

    def __init__(self, allocation: Allocation, files: tuple[Read, ...]) -> None:
        self._allocation, self._files = allocation, files

    @property
    def periods(self) -> list[str]:
        """The identifiers of the periods that are shared out."""
        return [period.id for period in self._allocation.periods]

    @property
    def municipalities(self) -> dict[str, str]:
        """The names of all who pay, by number."""
        names = self._allocation.register.municipalities
        return {number: names[number].name for number in sorted(self._allocation.members)}

    def changes(self, lang: str | None = None) -> list[str]:
        """What is not as the budget file has it, one sentence for each thing."""
        words = _words(lang, self._allocation.budget)
        return [words.title(said) for said in self._allocation.what_if]

    def rows(self, *, by_post: bool = False) -> list[dict[str, Any]]:
        """One row for each period, payer, key and municipality; with `by_post`, for each post too. The columns are in docs/api.md."""
        from lkt_alloc.reports.rows import compute_rows, compute_rows_by_post

        return list(compute_rows_by_post(self._allocation) if by_post else compute_rows(self._allocation))

    def text(self, lang: str | None = None) -> str:
        """The result as `lkt-alloc compute` prints it, in `nn`, `nb` or `en`; without a language, in the budget's."""
        from lkt_alloc.render import text
        from lkt_alloc.reports.compute import compute_report

        report = compute_report(self._allocation, self._files, "number", by_post=False, chart=False)
        return text.render(report, _words(lang, self._allocation.budget))

    def explain(self, municipality: str, lang: str | None = None) -> str:
        """Why one municipality pays what it pays, step by step. It is named as people write it, or by number; raises `CannotRun`."""
        from lkt_alloc.checks.registers import find_payer
        from lkt_alloc.render import text
        from lkt_alloc.reports.explanation import Explained

        _must_be(str, municipality=municipality)
        number = find_payer(municipality, self._allocation)
        report = Explained(self._allocation, self._files, number).report()
        return text.render(report, _words(lang, self._allocation.budget))

    def _side(self) -> Side:
        from lkt_alloc.engine.counterfactual import Side
        from lkt_alloc.files.norway import with_kin
        from lkt_alloc.language.errors import CannotRun
        from lkt_alloc.language.sentences import listed, sentence

        if len(self.periods) != 1:
            reason = sentence("Only results of one period can be compared.")
            raise CannotRun(reason, sentence("There are: {names}.", names=listed(self.periods, ",")))
        own = self._allocation
        return Side(own.budget, with_kin(own.register), self.periods[0], own.what_if)


class Differences:
    """What everyone pays on two sides, and why it differs. Made by `compare`."""

    __slots__ = ("_comparison", "_names", "_outcomes")

    def __init__(self, comparison: Comparison, outcomes: tuple[Outcome, ...], names: tuple[str, ...]) -> None:
        self._comparison, self._outcomes, self._names = comparison, outcomes, names

    def rows(self) -> list[dict[str, Any]]:
        """One row for each municipality on each side but the first, with a column for each cause. The columns are in docs/api.md."""
        from lkt_alloc.reports.rows import compare_rows

        return list(compare_rows(self._comparison, self._names))

    def text(self, lang: str | None = None) -> str:
        """The comparison as `lkt-alloc compare` prints it, in `nn`, `nb` or `en`; without a language, in the last budget's."""
        from lkt_alloc.language.sentences import Typed
        from lkt_alloc.render import text
        from lkt_alloc.reports.comparison import Compared
        from lkt_alloc.reports.comparison.sides import side_names

        files = {file.sha256: file for outcome in self._outcomes for file in outcome._files}
        names = side_names(self._comparison, list(map(Typed, self._names)))
        report = Compared(self._comparison, tuple(files.values()), names, self._names).report()
        return text.render(report, _words(lang, self._comparison.sides[-1].budget))


def _given(*pairs: tuple[AnyPath | None, str | None]) -> tuple[dict[Any, bytes], list[Any]]:
    """Texts by the names they get, and the path of each thing that is given, if it is: in a file, or as a text."""
    from pathlib import Path

    texts, paths = {}, []
    for (path, text), name in zip(pairs, ("<text>", "<municipalities>"), strict=True):
        if path is not None and text is not None:
            raise TypeError("Give a file or a text, not both.")
        _must_be(str, text=text)
        if text is not None:
            texts[Path(name)] = text.encode("utf-8", "surrogatepass")
        paths.append(Path(name) if text is not None else Path(path) if path is not None else None)
    return texts, paths


def _must_be(kind: type, **given: object) -> None:
    """Raises `TypeError` for an argument that is there and is something else than its type says."""
    for name, value in given.items():
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{name} is {value!r}: give a {kind.__name__}.")


def _names(argument: str, given: str | Iterable[str]) -> tuple[str, ...]:
    """One name or several."""
    names = (given,) if isinstance(given, str) else tuple(given)
    for name in names:
        _must_be(str, **{argument: name})
    return names


def _words(lang: str | None, budget: Budget) -> Words:
    from lkt_alloc.language.words import Words

    return Words(budget.language if lang is None else lang)
