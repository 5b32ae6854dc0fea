"""Populations of one 1 January go from a download into a municipality file: what changes, what is lacking, and the new text.

Joins on the number, never on the name. Knows nothing of formats of downloads, and writes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.register import Municipality, Register, Source
from lkt_alloc.files.load import Loaded, load_bytes
from lkt_alloc.files.register_text import OddLayout, RegisterText, as_written, name_of, source_fields
from lkt_alloc.files.yaml_text import flow, quoted, scalar, share
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Listed, Sentence, Text, listed, sentence
from lkt_alloc.statbank import Figure
from lkt_alloc.statbank.renumbering import Renumbered, entries, grown, renumbered

TITLE: Final = {
    "nn": "Folketal 1. januar etter kommune",
    "nb": "Folketall 1. januar etter kommune",
    "en": "Population on 1 January by municipality",
}
PUBLISHER: Final = {
    "nn": "Statistisk sentralbyrå (SSB)",
    "nb": "Statistisk sentralbyrå (SSB)",
    "en": "Statistics Norway (SSB)",
}
LICENCE: Final = "NLOD 2.0"


class Change(Struct, frozen=True):
    """A municipality whose population in the file is not the one in the download; `old` is `None` where it has none."""

    municipality: Municipality
    old: int | None
    new: int


class Update(Struct, frozen=True):
    """What a download means for a municipality file on one date.

    `missing` are in use on that date, and not in the download; `marked` have a mark or zero there; `outside` have a figure there
    though the file says that the number was not in use. None of these are written. `renumbered` have another number by that date.
    """

    day: date
    changes: tuple[Change, ...]
    unchanged: int
    missing: tuple[Municipality, ...]
    marked: tuple[tuple[Municipality, str], ...]
    outside: tuple[Municipality, ...]
    renumbered: tuple[Renumbered, ...] = ()

    @property
    def kept(self) -> list[Municipality]:
        """Those who keep a figure that is not from the download."""
        others = [*self.missing, *(municipality for municipality, _ in self.marked), *self.outside]
        return [municipality for municipality in others if self.day in municipality.population]


class Origin(Struct, frozen=True):
    """Where a download comes from: the table, the day it was fetched and the fingerprint of the file."""

    table: str
    retrieved: date
    sha256: str

    def source(self, note: str = "") -> Source:
        """The source as it will be read from the file."""
        return Source(
            Text(TITLE), Text(PUBLISHER), Text({"": self.table}), LICENCE, "", self.retrieved, self.sha256, note
        )


def register_of(found: Mapping[str, Figure], day: date, origin: Origin, known: Register) -> Register:
    """The municipalities of a download with their populations on one date, and where these come from.

    `known` has the names that the download has not, or with letters that are broken, and numbers of the past, to say what they became.
    """
    gone = {number: own for number, own in known.municipalities.items() if own.valid_to and own.valid_to < day}
    municipalities = gone | {
        number: Municipality(number, _name(figure, known), "", None, None, None, {day: figure.population})
        for number, figure in found.items()
        if figure.population
    }
    source = f"ssb-{origin.table}-{origin.retrieved}"
    return Register(municipalities, {}, {source: origin.source()}, {day: source})


def _name(figure: Figure, known: Register) -> str:
    if figure.name and "\ufffd" not in figure.name:
        return figure.name
    own = known.municipalities.get(figure.number)
    return own.name if own else figure.name or figure.number


def compare(register: Register, found: Mapping[str, Figure], day: date) -> Update:
    """Hold a download against the municipality file, and against the numbers that its municipalities have by then."""
    those = renumbered(register, day)
    changes: list[Change] = []
    missing: list[Municipality] = []
    marked: list[tuple[Municipality, str]] = []
    outside: list[Municipality] = []
    unchanged = 0
    for number, municipality in grown(register, those).municipalities.items():
        old, figure = municipality.population.get(day), found.get(number)
        valid = municipality.is_valid(day, day)
        if figure is None:
            if valid:
                missing.append(municipality)
        elif not figure.population:
            if valid:
                marked.append((municipality, figure.mark or "0"))
        elif not valid:
            outside.append(municipality)
        elif figure.population == old:
            unchanged += 1
        else:
            changes.append(Change(municipality, old, figure.population))
    return Update(day, tuple(changes), unchanged, tuple(missing), tuple(marked), tuple(outside), those)


def called(municipalities: Sequence[Municipality]) -> Listed:
    """Their numbers and names, in a sentence."""
    return listed((f"{municipality.number} {municipality.name}" for municipality in municipalities), ",")


def is_needed(register: Register, update: Update, origin: Origin) -> bool:
    """Whether the file would be different: it is not when all these figures are already there, from this very download."""
    known = register.sources.get(register.population_sources.get(update.day, ""))
    return bool(update.changes or update.renumbered) or known is None or known.sha256 != origin.sha256


def note_on(register: Register, update: Update) -> Sentence | None:
    """What must be said of the source of a date when it does not hold for everyone; nothing when it does."""
    if not update.kept:
        return None
    return sentence(
        "The figures for {names} on {day} are from {source}.",
        names=called(update.kept),
        day=update.day,
        source=register.population_sources.get(update.day, "?"),
    )


def rewritten(file: Loaded, update: Update, origin: Origin, note: str = "") -> bytes:
    """The municipality file with the new figures and their source; `note` is for the source.

    Raises `CannotRun` when the result would not read back as exactly that.
    """
    register = file.value
    assert isinstance(register, Register)
    source, day = origin.source(note), update.day.isoformat()
    name = source_name(register, origin, source)
    text = RegisterText(file.raw, file.document)
    try:
        if name not in register.sources:
            text.put(("sources", name), source_fields(source), after="format")
        text.put(("population_sources", day), scalar(name), after="sources")
        for change in update.changes:
            if change.municipality.number in register.municipalities:
                text.put(("municipalities", change.municipality.number, "population", day), str(change.new))
        # new ones last: they come after the last one there, with all that is added to that one
        for number, fields in _renumbered_fields(register, update).items():
            if number in register.municipalities:
                for field, written in fields.items():
                    text.put(("municipalities", number, field), written)
            else:
                text.put(("municipalities", number), fields)
    except OddLayout:
        raise odd_layout(file) from None
    new = text.result()
    if load_bytes(file.shown, new).value != _expected(register, update, name, source):
        raise odd_layout(file)
    return new


def _renumbered_fields(register: Register, update: Update) -> dict[str, dict[str, str]]:
    """What is written of those that have ended, and all of those that are new, by number and field."""
    people = {change.municipality.number: change.new for change in update.changes}
    found: dict[str, dict[str, str]] = {}
    for number, own in entries(update.renumbered).items():
        if register.municipalities.get(number) == own:
            continue
        is_new = number not in register.municipalities
        fields = {
            "name": scalar(own.name) if is_new else "",
            "called": as_written(own.called) if is_new and own.called else "",
            "council": as_written(own.council) if is_new and own.council else "",
            "committee": scalar(own.committee) if is_new and own.committee else "",
            "valid_from": str(own.valid_from) if is_new else "",
            "valid_to": str(own.valid_to or ""),
            "merged_into": quoted(own.merged_into) if own.merged_into else "",
            "split_into": flow({quoted(n): share(part) for n, part in own.split_into.items()})
            if own.split_into
            else "",
            "split_shares": "estimated" if own.split_estimated else "",
            "population": flow({str(update.day): str(people[number])}) if is_new and number in people else "",
            "organisation_number": quoted(own.organisation_number) if is_new and own.organisation_number else "",
            "buyer_reference": scalar(own.buyer_reference) if is_new and own.buyer_reference else "",
        }
        found[number] = {field: written for field, written in fields.items() if written}
    return found


def source_name(register: Register, origin: Origin, source: Source) -> str:
    """What a file calls a source, or is to call it."""
    return name_of(source, register, f"ssb-{origin.table}-{origin.retrieved}")


def _expected(register: Register, update: Update, name: str, source: Source) -> Register:
    municipalities = {**register.municipalities, **entries(update.renumbered)}
    for change in update.changes:
        old = change.municipality
        municipalities[old.number] = replace(old, population={**old.population, update.day: change.new})
    return replace(
        register,
        municipalities=municipalities,
        sources={**register.sources, name: source},
        population_sources={**register.population_sources, update.day: name},
    )


def odd_layout(file: Loaded) -> CannotRun:
    """What is said of a file that cannot be written to."""
    return CannotRun(
        sentence("The file {path} is laid out in a way that cannot be edited safely.", path=file.shown),
        sentence("Enter the figures by hand; --diff shows them."),
    )
