"""Inhabitants of some ages on a 1 January become a measure of a municipality file, for keys to divide by."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.register import Measure, Municipality, Register
from lkt_alloc.files.load import Loaded, load_bytes
from lkt_alloc.files.register_text import RegisterText, source_fields
from lkt_alloc.files.yaml_text import flow, quoted, scalar
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text, sentence
from lkt_alloc.statbank.cells import Ages, ages
from lkt_alloc.statbank.population_update import Origin, odd_layout, source_name
from lkt_alloc.statbank.renumbering import renumbered
from lkt_alloc.statbank.totals import Figure, said_ages


class AgeMeasure(Struct, frozen=True):
    """How many of some ages each municipality in use has on a day; those without a figure apart."""

    day: date
    ages: Ages
    values: tuple[tuple[Municipality, int], ...]
    missing: tuple[Municipality, ...]

    @property
    def title(self) -> Mapping[str, str]:
        """What is counted, in each language."""
        ages, year = said_ages(self.ages), self.day.year
        return {
            "nn": f"innbyggjarar {ages} år 1. januar {year}",
            "nb": f"innbyggere {ages} år 1. januar {year}",
            "en": f"inhabitants aged {ages} on 1 January {year}",
        }


def ages_of(typed: str | None, measure: str | None) -> Ages | None:
    """The ages that are asked for, if they are. Raises `CannotRun` when they are no ages, or one of the two options is lacking."""
    if (typed is None) != (measure is None):
        raise CannotRun(sentence("--ages and --measure belong together."))
    if typed is None:
        return None
    found = ages(typed)
    if not isinstance(found, tuple) or (found[1] is not None and found[1] < found[0]):
        raise CannotRun(sentence('"{typed}" is not ages: write 0-17 or 67+.', typed=typed))
    return found


def count(register: Register, name: str, found: Mapping[str, Figure], day: date, ages: Ages) -> AgeMeasure:
    """Those of some ages in the municipalities of a file. Raises `CannotRun` when there is nobody to count, or no room for it."""
    if name in register.measures:
        raise CannotRun(
            sentence('The municipality file has a measure "{name}" already.', name=name),
            sentence(
                "Choose another name, such as {example}: allocation keys refer to the measure by name.",
                example=f"{name}-{day.year}",
            ),
        )
    for one in renumbered(register, day):
        new = sentence("{old} became {new} on {day}.", old=one.old.number, new=one.new[0].number, day=one.day)
        raise CannotRun(new, sentence("Import the populations of that day first: the file gets the new numbers then."))
    in_use = [municipality for municipality in register.municipalities.values() if municipality.is_valid(day, day)]
    people = {number: figure.population for number, figure in found.items() if figure.population is not None}
    values = [(municipality, people[municipality.number]) for municipality in in_use if municipality.number in people]
    missing = [municipality for municipality in in_use if municipality.number not in people]
    if not values:
        raise CannotRun(sentence("The download has no figures on {day} for anyone in the municipality file.", day=day))
    return AgeMeasure(day, ages, tuple(values), tuple(missing))


def written(file: Loaded, name: str, counted: AgeMeasure, origin: Origin) -> bytes:
    """The municipality file with the measure and its source. Raises `CannotRun` when the result would not read back as exactly that."""
    register = file.value
    assert isinstance(register, Register)
    source = origin.source()
    known_as = source_name(register, origin, source)
    fields = {
        "name": flow({language: scalar(title) for language, title in counted.title.items()}),
        "values": flow({quoted(municipality.number): str(n) for municipality, n in counted.values}),
        "source": scalar(known_as),
    }
    text = RegisterText(file.raw, file.document)
    if known_as not in register.sources:
        text.put(("sources", known_as), source_fields(source), after="format")
    text.put(("measures", name), fields, after="municipalities")
    new = text.result()
    values = {municipality.number: Fraction(n) for municipality, n in counted.values}
    expected = replace(
        register,
        sources={**register.sources, known_as: source},
        measures={**register.measures, name: Measure(Text(counted.title), values, None, known_as)},
    )
    if load_bytes(file.shown, new).value != expected:
        raise odd_layout(file)
    return new
