"""The two files of a new collaboration, as text: commented in its language, and sound as they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain
from textwrap import wrap
from typing import Final

from lkt_alloc.engine.register import Municipality
from lkt_alloc.files.register_text import as_written, source_fields
from lkt_alloc.files.starter.plan import MUNICIPALITIES as PAYING
from lkt_alloc.files.starter.plan import Plan, PlannedPost
from lkt_alloc.files.yaml_text import amount, quoted, scalar, share
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.language.words import Words

BUDGET, MUNICIPALITIES = "budget.yaml", "municipalities.yaml"
"""The names of the files."""

_WIDTH: Final = 100
_ON_A_LINE: Final = 4
_NBSP: Final = "\N{NO-BREAK SPACE}"


def budget_text(plan: Plan, words: Words) -> str:
    """The budget file: a period for each year, who pays, the key, the posts, and the sums that their source states."""
    lines = [
        *_comment(words, sentence("A new budget: go through it line by line, and change what is not right.")),
        *_comment(words, sentence("Every field is described by: lkt-alloc help format")),
        "",
        "format: lkt-alloc/budget/1",
        f"name: {scalar(plan.name)}",
        f"language: {words.language}",
        "",
        *_sources(plan, words),
        "",
        *_comment(words, sentence("A period is a column of amounts. There can be several.")),
        "periods:",
        *chain.from_iterable(map(_period, plan.years)),
        "",
        *_comment(
            words,
            sentence(
                "Who pays for budget items. What a payer with an allocation key is to pay is "
                "divided among the members of the allocation key."
            ),
        ),
        *_payers(plan, words),
        "",
        *_comment(words, sentence("The allocation key. Its name is printed under every result.")),
        "keys:",
        *chain.from_iterable(_key(plan, day, words) for day in plan.keys),
        "",
        *_comment(words, sentence("What is to be paid. Add budget items as you need; amounts are in kroner.")),
        "posts:",
        *chain.from_iterable(_post(plan, post) for post in plan.posts),
        *_totals(plan, words),
    ]
    return "\n".join(lines) + "\n"


def _sources(plan: Plan, words: Words) -> Iterator[str]:
    yield from _comment(
        words, sentence("The documents that the amounts and the allocation key come from: add dates and case numbers.")
    )
    yield from ("sources:", "  agreement:", f"    title: {scalar(words.say(_AGREEMENT))}")
    if plan.table:
        yield "  posts:"
        yield from (f"    {field}: {value}" for field, value in source_fields(plan.table).items())
    else:
        yield from ("  decision:", f"    title: {scalar(words.say(_DECISION))}")


def _period(year: int) -> Iterator[str]:
    name = scalar(str(year))
    yield from (f"  {name}:", f"    name: {name}", f"    from: {year}-01-01", f"    to: {year}-12-31")


def _payers(plan: Plan, words: Words) -> Iterator[str]:
    others = [(scalar(str(year)), plan.keys[day]) for year, day in plan.days.items() if plan.keys[day] != "main"]
    yield from ("payers:", "  municipalities:", f"    name: {scalar(words.say(PAYING))}", "    key: main")
    if others:
        yield from _indented(_comment(words, sentence("Years in which populations of another date are used.")), 4)
        yield from _between_braces("    keys_by_period", others)
    for name in plan.payers:
        yield from (f"  {scalar(name)}:", f"    name: {scalar(name)}")


def _key(plan: Plan, day: date, words: Words) -> Iterator[str]:
    """Its comments stand in the first one."""
    first, said = plan.keys[day] == "main", plan.stand_in(day)

    def comment(what: Sentence) -> list[str]:
        return _indented(_comment(words, what), 4) if first else []

    has_ore = any(post.has_ore for post in plan.posts)
    yield f"  {plan.keys[day]}:"
    yield f"    name: {scalar(words.say(_key_name(plan)).replace(_NBSP, ' '))}"
    yield "    source: agreement"
    yield from (*comment(sentence("A group in municipalities.yaml.")), "    members: members")
    yield from _indented(_comment(words, said), 4) if said else ()
    yield f"    population_date: {day}"
    yield from comment(sentence("The smallest unit: øre, 1 kr, 10 kr, 100 kr or 1000 kr."))
    yield from comment(sentence("It is øre, as some of the amounts have øre.")) if has_ore else ()
    yield f"    rounding: {'øre' if has_ore else '1 kr'}"
    yield from comment(sentence("The shares of the parts add up to 100%; a third is 1/3."))
    yield from ("    parts:", *_indented(_parts(plan), 6))


def _post(plan: Plan, post: PlannedPost) -> Iterator[str]:
    yield from (f"  - id: {quoted(post.id)}", f"    name: {scalar(post.name)}")
    yield f"    source: {_source(plan)}"
    if post.at:
        yield f"    note: {scalar(post.at)}"
    payers = [(scalar(name or "municipalities"), share(part)) for name, part in post.paid_by.items()]
    yield from _between_braces("    paid_by", payers)
    for field, amounts in (("amounts", post.amounts), ("covered", post.covered)):
        if amounts or field == "amounts":
            yield from _amounts(f"    {field}", amounts)


def _totals(plan: Plan, words: Words) -> Iterator[str]:
    if plan.totals:
        said = sentence("The sum in the decision itself: lkt-alloc check compares it with the budget items.")
        if plan.table:
            said = sentence("The sums in the table itself: lkt-alloc check compares them with the budget items.")
        yield from ("", *_comment(words, said), "control_totals:")
    for year, total in plan.totals.items():
        yield from (f"  {scalar(str(year))}:", f"    source: {_source(plan)}", f"    total: {amount(total)}")


def _source(plan: Plan) -> str:
    return "posts" if plan.table else "decision"


def _amounts(field: str, amounts: Mapping[int, int]) -> list[str]:
    return _between_braces(field, [(scalar(str(year)), amount(ore)) for year, ore in amounts.items()])


def _between_braces(field: str, entries: Sequence[tuple[str, str]]) -> list[str]:
    """A field with a table between braces, a few entries on a line. A comma within a value must not end it there."""
    written = [f"{key}: {quoted(value) if ',' in value else value}" for key, value in entries]
    rows = [", ".join(written[i : i + _ON_A_LINE]) for i in range(0, len(written), _ON_A_LINE)]
    next_row = ",\n" + " " * (len(field) + 3)
    return f"{field}: {{{next_row.join(rows)}}}".split("\n")


def municipalities_text(plan: Plan, words: Words) -> str:
    """The municipality file: the members, their populations on the dates used, with sources, and the group of them."""
    sources = {day: plan.sources[day] for day in plan.keys if day in plan.sources}
    lines = [
        *_comment(words, sentence("The municipalities that take part, with their populations.")),
        *_comment(words, sentence("Every field is described by: lkt-alloc help format")),
        "",
        "format: lkt-alloc/municipalities/1",
        "",
        "sources:",
        "  agreement:",
        f"    title: {scalar(words.say(_AGREEMENT))}",
    ]
    for name, source in dict(sources.values()).items():
        lines += [f"  {scalar(name)}:", *(f"    {field}: {value}" for field, value in source_fields(source).items())]
    if sources:
        lines += ["", *_comment(words, sentence("The source of each date's populations.")), "population_sources:"]
        lines += [f"  {day}: {scalar(name)}" for day, (name, _) in sources.items()]
    lines += ["", *_comment(words, sentence("Municipality numbers are text, in quotes.")), "municipalities:"]
    for municipality in plan.members:
        lines += _municipality(municipality, plan.keys)
    lines += [
        "",
        "groups:",
        "  members:",
        f"    name: {scalar(words.say(_MEMBERS))}",
        "    source: agreement",
        "    members:",
        *(f"      - {_member(municipality)}" for municipality in plan.members),
    ]
    return "\n".join(lines) + "\n"


_AGREEMENT: Final = sentence("the collaboration agreement")
_DECISION: Final = sentence("the budget decision")
_MEMBERS: Final = sentence("the member municipalities")


def _key_name(plan: Plan) -> Sentence:
    match plan.key:
        case "population":
            return sentence("by population")
        case "equal":
            return sentence("equally")
        case "host+population":
            host = next(municipality.name for municipality in plan.members if municipality.number == plan.host)
            return sentence(
                "{host} {share}, the others {rest} by population", host=host, share=plan.share, rest=1 - plan.share
            )
    return sentence("{share} equally, {rest} by population", share=plan.share, rest=1 - plan.share)


def _parts(plan: Plan) -> list[str]:
    match plan.key:
        case "population" | "equal":
            return _part(Fraction(1), "all", plan.key)
        case "host+population":
            host = next(municipality for municipality in plan.members if municipality.number == plan.host)
            return [
                *_part(plan.share, f"[{_member(host)}]", "equal"),
                *_part(1 - plan.share, "others", "population"),
            ]
    return [*_part(plan.share, "all", "equal"), *_part(1 - plan.share, "all", "population")]


def _part(part: Fraction, to: str, by: str) -> list[str]:
    return [f"- share: {share(part)}", f"  to: {to}", f"  by: {by}"]


def _municipality(municipality: Municipality, days: Iterable[date]) -> Iterator[str]:
    yield f'  "{municipality.number}":'
    yield f"    name: {scalar(municipality.name)}"
    for field, said in (("called", municipality.called), ("council", municipality.council)):
        if said:
            yield f"    {field}: {as_written(said)}"
    for field, day in (("valid_from", municipality.valid_from), ("valid_to", municipality.valid_to)):
        if day:
            yield f"    {field}: {day}"
    if municipality.organisation_number:
        yield f'    organisation_number: "{municipality.organisation_number}"'
    known = [(str(day), str(municipality.population[day])) for day in sorted(days) if day in municipality.population]
    if known:
        yield from _between_braces("    population", known)


def _member(municipality: Municipality) -> str:
    """A number with its name where that can stand plainly, else the number alone."""
    if scalar(municipality.name) == municipality.name:
        return f"{municipality.number} {municipality.name}"
    return f'"{municipality.number}"'


def _comment(words: Words, said: Sentence) -> list[str]:
    return [f"# {line}" for line in wrap(words.say(said), _WIDTH)]


def _indented(lines: Sequence[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]
