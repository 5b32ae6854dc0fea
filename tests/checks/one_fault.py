"""One wrong thing at a time in the richest files, and what the program does about it. Used by test_one_fault.py.

A complaint is what must never be: an exception that nobody catches, a command that does not work though `check` passed, a message
with a word of Python in it.
"""

import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import islice, product
from pathlib import Path as FilePath
from random import Random
from typing import Any, Final, NamedTuple

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.checks.registers import known_to
from lkt_alloc.cli import choices
from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence
from lkt_alloc.language.words import Words
from tests.checks.richest import NAMES, Twice, Written, as_yaml, paths, plain, write_files
from tests.cli import commands
from tests.cli.inside import inside

# ---- the faults

_PLAIN = (
    *("", "[]", "{}", '""', "x", "0", "-1", "1.5", "true", "1 000", "[x]", "{x: 1}", "[[x]]", "[{}]", "[null]", "!!x 1", "&a *a"),
    *(str(10**30), "-3 000", "1/3", "3/2", "0 %", "100 %", "2024-01-01", "2024-02-30", "2023-01-01", '"a\\nb"', '"\\e[31m"'),
    *('"9999"', "9999 X", '"4621"', "4628 Voss", "[4621 Voss]", '["4621", "4621"]', "x1", "[x1]", "[]", '{"2024": 1}', '{"2025.1": k}'),
    *("all", "others", "nobody", "alle", "lktt", "[all]", "equal", "population", "timar", "stolar", "meter", "kpi", "vedtak", "k"),
    "delvis",
    *("takst", "eigen", "kommuner", '"2024"', '"2025.1"', '"1.1"', "[1]", "[99]", "rest", "total", "øre", "1000 kr", "marginal"),
)  # fmt: skip
WRONG: tuple[object, ...] = (..., Twice, "renamed", "called as its neighbour", *map(Written, dict.fromkeys(_PLAIN)))
"""What is put in place of what is right: left out, twice, under another name, and values that are right somewhere else or nowhere."""


class Fault(NamedTuple):
    """One fault: in which file, where, and what."""

    kind: str
    path: Path
    wrong: object


def faults() -> list[Fault]:
    """Every place of every file with everything that is wrong there (and now and then is not)."""
    return [
        Fault(kind, path, wrong)
        for kind, data in plain().items()
        for path, wrong in product(paths(data), WRONG)
        if not (isinstance(path[-1], int) and isinstance(wrong, str) and not isinstance(wrong, Written))
    ]


def with_fault(fault: Fault) -> bytes:
    """The file with the fault in it."""
    data = deepcopy(plain()[fault.kind])
    table: Any = data
    *way, last = fault.path
    for step in way:
        table = table[step]
    if fault.wrong is ...:
        del table[last]
    elif fault.wrong is Twice:
        table[last] = Twice(table[last])
    elif isinstance(fault.wrong, Written):
        table[last] = fault.wrong
    else:
        names = [*table]
        after = names[(names.index(last) + 1) % len(names)]
        _rename(table, str(last), f"{last}x" if fault.wrong == "renamed" or after == last else after)
    return as_yaml(data)


class _Name(str):
    """A name that is equal to no other, so that a table can have it twice."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def _rename(table: dict[str, Any], old: str, new: str) -> None:
    entries = [(_Name(new) if name == old else name, value) for name, value in table.items()]
    table.clear()
    table.update(entries)


# ---- what is asked of the program

WHAT_IF: Final = {
    "population": (("--population", "2023-01-01"), ("--population", "2024-01-01"), ("--population", "1999-01-01")),
    "gap": (("--gap",),),
    "decided": (("--decided",),),
    "scenario": (("--scenario", "scenario.yaml"),),
    "key": tuple(("--key", name) for name in ("k", "takst", "kommuner=delvis", "eigen", "stat=k", "x")),
    "without": tuple(("--without", names) for names in ("4621", "Vaksdal", "4621,4629", "x1", "Voss,x1", "9999")),
    "only": tuple(("--only", names) for names in ("4621", "Vaksdal,Modalen", "x1", "4621,4628,4629,x1", "Voss,x1")),
    "external": tuple(("--external", said) for said in ("1.1=500", "1.1.2024=0", "2=-5", "1.2.2024=4 000", "x=1")),
    "set_": tuple(
        ("--set", said)
        for said in ("post.1.1.2024=0", "post.1.1.2024=-90 000", "covered.1.1.2024=1", "external.1.2.2024=-1", "post.2.2024=0,01",
                     "post.1.2.2025=0", "post.1.1.2024=1000000000000000000", "post.1.2.2024=-4 000")
    ),
}  # fmt: skip
Options = Mapping[str, Sequence[tuple[str, ...]]]
"""Values of the options of commands, by the parameter that takes them."""

LAYOUT: Final = {
    "sort": tuple(("--sort", order) for order in (*choices.SORTS, "-amount", "-population")),
    "by_post": (("--by-post",),),
    "by_key": (("--by-key",),),
    "thousands": (("--thousands",),),
    "odd": (("--odd", "first"), ("--odd", "last")),
    "chart": (("--chart",),),
    "exit_code": (("--exit-code",),),
    "instalments": (("--instalments", "3"), ("--instalments", "12")),
    "due": (("--due", "2024-03-31"),),
    "text": (("--text", "refusjon"),),
    "template_help": (("--template-help",),),
    "lang": (("--lang", "nb"), ("--lang", "en")),
    "output": (("--output", "ut"),),
    "force": (("--force",),),
}
"""What changes no amount."""

OPTIONS: Final = (
    WHAT_IF
    | LAYOUT
    | {
        "actual": (("--actual", "actual.yaml"),),
        "decisions": (("--decisions", "decisions.yaml"),),
        "reminder": (("--reminder",),),
        "on": (("--on", "2024-04-20"), ("--on", "2024-06-01")),
        "carry": (("--carry", "2025.1"), ("--carry", "2024")),
        "template": (("--template", "note.txt"),),
        "case_number": (("--case-number", "18/1"),),
        "officer": (("--officer", "Kari"),),
        "sender": (("--sender", "Os"),),
        "dated": (("--dated", "2024-02-29"),),
        "committee": (("--committee", "rådet"), ("--committee", "a", "--committee", "b")),
        "meeting_date": (("--meeting-date", "1.3.2024"), ("--meeting-date", "1.3.2024", "--meeting-date", "2.3.2024")),
        "paid_from": (("--paid-from", "ansvar 1"),),
    }
)
"""Every option of every command, for the richest files."""

GIVEN: Final = {"budget", "municipalities", "format_", "period", "kommune", "who", "all_", "a", "b"}
"""Parameters that every run has as it needs them (see `heads`)."""

SIDES: Final = (
    "scenario.yaml:2024",
    "scenario.yaml",
    "budget.yaml:2025.1",
    "key:takst",
    "key:delvis",
    "key:x",
    "scenario.yaml:x",
)
"""What can be compared in the richest files, besides their periods."""

TEMPLATE = "{{ municipality.called }}: {{ budget.name }}\n{% for period in periods %}{{ period.amount }} {% endfor %}"
FORMATS = {
    name: formats
    for name, formats in commands.FORMATS.items()
    if "budget" in commands.PARAMETERS[name]
    and name != "import"  # which is about a workbook that another command has made
}
FILES = ("--budget", NAMES["budget"], "--municipalities", NAMES["municipalities"])

Arguments = tuple[str, ...]


def parameters(command: str) -> set[str]:
    """What a command takes, by the names of its parameters."""
    return {*commands.PARAMETERS[command]}


def heads(command: str, periods: Sequence[str], members: Sequence[str]) -> list[Arguments]:
    """What a command cannot do without, in its ways."""
    match command:
        case "compute":
            return [(command,), *((command, period) for period in periods)]
        case "invoice":
            return [(command, period, "--decisions", NAMES["decisions"]) for period in periods]
        case "compare":
            return [(command, periods[0], periods[-1])]
        case "settle":
            return [(command, "2024", "--actual", NAMES["actual"])]
        case "decisions":
            return [
                (command, *more, "--decisions", NAMES["decisions"]) for more in ((), *((period,) for period in periods))
            ]
    named: list[Arguments] = [(command, "--kommune", number) for number in members]
    return [*named, (command, "--all", "--output", "mappe", "--force")] if command == "document" and members else named


def plain_commands(periods: Sequence[str], members: Sequence[str]) -> list[Arguments]:
    """Every command in every format, with as little as it can do with: these must work once `check` has passed all that they name."""
    found = [
        (*head, "--format", form)
        for command, forms in FORMATS.items()
        for head in heads(command, periods, members)
        for form in forms
    ]
    of_compute = heads("compute", periods, members)
    found += [(*head, "--by-post", "--format", form) for head in of_compute for form in FORMATS["compute"]]
    scenario = ("--scenario", NAMES["scenario"])
    found += [(*head, *more, *scenario) for head in of_compute for more in ((), ("--by-post",))]
    found += [(*head, *scenario) for head in heads("invoice", periods, members)]
    return [*found, *((*head, "--chart") for head in of_compute)]


def with_options(
    periods: Sequence[str], members: Sequence[str], random: Random, *named: str, options: Options = OPTIONS
) -> Iterator[Arguments]:
    """Commands with one to three of the `options` that they take, by chance, without end; with those that are `named` in any case.

    Nothing is settled where there are no final figures among the options. An option that stands there already is not given again.
    """
    commands = [command for command in FORMATS if {*named} <= parameters(command)]
    commands = [command for command in commands if command != "settle" or "actual" in options]
    while True:
        command = random.choice(commands)
        head = random.choice(heads(command, periods, members) or [("compute",)])
        if command == "compare" and "actual" in options:
            head = (command, *(random.choice([*periods, *SIDES]) for _ in "AB"))
        there = {name for name, choices in options.items() if any(choice[0] in head for choice in choices)}
        own = sorted(options.keys() & parameters(command) - {*named} - there)
        taken = [*({*named} - there), *random.sample(own, min(random.randint(1, 3), len(own)))]
        chosen = [part for name in taken for part in random.choice(options[name])]
        form = ("--format", random.choice(FORMATS[command])) if "template" not in taken else ()
        yield (*head, *chosen, *form)


class Outcome(NamedTuple):
    """What came of one run: its exit code, what was printed, and where it crashed if it did."""

    code: int
    printed: str
    crash: str = ""


def run(arguments: Sequence[str], folder: FilePath) -> Outcome:
    """Run the program; an exception that it lets through becomes a line that says where it arose."""
    try:
        printed, code = inside(arguments, folder)
    except Exception as error:
        return Outcome(-1, "", _where(error))
    return Outcome(code, printed)


def _where(error: Exception) -> str:
    frames = [f"{FilePath(f.filename).name}:{f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__}({str(error)[:60]}) in {' < '.join(reversed(frames[-4:]))}"


def complaint(arguments: Sequence[str], folder: FilePath, *, must_work: bool) -> list[str]:
    """What is wrong with what comes of a run, if anything is."""
    outcome, said = run([*arguments, *FILES], folder), " ".join(arguments)
    if outcome.crash:
        return [f"{said}: {outcome.crash}"]
    if outcome.code not in ((0,) if must_work else (0, 1, 2)):
        return [f"{said}: exit {outcome.code}: {outcome.printed[:300]}"]
    if outcome.code and (found := _PYTHON.search(_QUOTED.sub("", outcome.printed))) and "en" not in arguments:
        return [f"{said}: exit {outcome.code}: {found[0]} in {outcome.printed[:300]}"]
    silent = outcome.code and not outcome.printed and "--exit-code" not in arguments
    return [f"{said}: exit {outcome.code} without a word"] if silent else []


# ---- one file after the other

_PYTHON = re.compile(
    r"\b(None|NoneType|dict|tuple|str|int|float|bool|Ellipsis|Fraction|datetime|pydantic|\w+Error|\w+Exception)\b|<class|\{[a-z_]+\}"
)
_QUOTED = re.compile('[«"][^"»]*["»]')
WORDS = Words("nn")


def python_in(checked: Checked) -> Iterator[str]:
    """Messages that have a word of Python in them, outside what the user wrote; in nynorsk, where no such word means anything else."""
    for finding in checked.findings:
        said = [finding.message, finding.remedy, *(why for _, why in finding.related)]
        for text in (WORDS.say(each) for each in said if isinstance(each, Sentence)):
            if found := _PYTHON.search(_QUOTED.sub("", text)):
                yield f"{found[0]} in: {text[:200]}"


class Tried(NamedTuple):
    """What came of one fault: whether `check` let it pass, how many commands were run, and what is to complain of."""

    passed: bool
    runs: int
    complaints: list[str]


def tried(fault: Fault | None, folder: FilePath, random: Random, most: int | None) -> Tried:
    """Put a fault into the files in a folder, check them, and run what must work then, at most so many commands of each sort."""
    files = write_files(folder, **({fault.kind: with_fault(fault)} if fault else {}))
    (folder / "note.txt").write_text(TEMPLATE, encoding="utf-8")
    pair, followers = (
        (files["budget"], files["municipalities"]),
        (files["scenario"], files["actual"], files["decisions"]),
    )
    is_about_another = fault is not None and files[fault.kind] in followers
    try:
        first = check_files([files[fault.kind]] if fault and is_about_another else pair)
        if not is_about_another and first.standing("error"):
            return Tried(False, 0, [f"check: {text}" for text in python_in(first)])
        checked = first if is_about_another else check_files([*pair, *followers])
        budget, register = (load(path).value for path in pair)
        assert isinstance(budget, Budget)
        assert isinstance(register, Register)
        everyone = sorted(allocate(budget, known_to(budget, register), list(budget.periods)).members)
    except CannotRun:  # a file that is not there
        return Tried(False, 0, [])
    except Exception as error:
        return Tried(False, 0, [f"check, or allocate after it: {_where(error)}"])
    complaints = [f"check: {text}" for text in python_in(checked)]
    faulty = {FilePath(finding.place.file).name for finding in checked.standing("error")}
    if is_about_another and faulty:
        return Tried(False, 0, complaints)
    periods, members = list(budget.periods), [*dict.fromkeys([*everyone[:1], *everyone[-1:]])]
    named = [fault.kind] if fault and is_about_another else []
    must = [arguments for arguments in plain_commands(periods, members) if not faulty & {*arguments}]
    must = [arguments for arguments in must if not named or f"--{named[0]}" in arguments]
    if fault and (fault.kind, fault.path) == ("actual", ("period",)):  # the figures can be those of another period now
        must = []
    must = random.sample(must, min(most or len(must), len(must)))
    may = [*islice(with_options(periods, members, random, *named), most or 40)]
    for tried, must_work in ((must, True), (may, False)):
        complaints += [text for each in tried for text in complaint(each, folder, must_work=must_work)]
    return Tried(not faulty, len(must) + len(may), complaints)
