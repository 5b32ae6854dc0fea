"""What is to be invoiced for a period: an allocation as a list of lines, for each payer one for each municipality and instalment.

Knows nothing of formats or languages. It divides amounts that have been found already; it finds none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import largest_remainder
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.model import ROUNDINGS
from lkt_alloc.engine.overview import Overview
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.settlement import Settlement
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Text, listed, sentence

ODD: Final = ("first", "last")
"""Which instalments get the units that are left when an amount is divided."""


class InvoiceTerms(Struct, frozen=True):
    """How a period is to be invoiced: in how many instalments, due when (the first ones, in order), and with which text.

    `odd` is one of `ODD`. With `by_key` there is an invoice for each key that a payer shares by, not one for them all.
    """

    instalments: int = 1
    due: tuple[date, ...] = ()
    text: str | None = None
    odd: str = "first"
    by_key: bool = False


class Owed(Struct, frozen=True):
    """What one municipality owes one payer (øre), through which keys; `unit` is that of instalments, `subject` what it is for."""

    payer: str
    keys: tuple[str, ...]
    municipality: Municipality
    amount: int
    unit: int
    subject: Sentence


class InvoiceLine(Struct, frozen=True):
    """One invoice: who pays it, the amount in øre (negative for a credit note), when it is due, and what is to stand on it."""

    payer: str
    keys: tuple[str, ...]
    municipality: Municipality
    amount: int
    instalment: int
    due: date | None
    text: Sentence
    address: str = ""


class InvoiceList(Struct, frozen=True):
    """The lines of a period, by payer, key if each has its own, municipality number and instalment; `left_out` counts those of zero kroner.

    The amounts make the total of what the payers share out, to the øre, but for what is `left` and what is rounded off (`rounded_off`):
    nobody is to pay it. `what_if` says what is changed in the budget, where that is not as its file has it; `decided` has who has
    answered what, where that is known. Where balances are invoiced, `settled` is the period that they are of.
    """

    period: PeriodAllocation
    terms: InvoiceTerms
    lines: tuple[InvoiceLine, ...]
    left_out: int
    left: int
    rounded_off: int
    what_if: tuple[Sentence, ...]
    decided: Overview | None = None
    settled: str | None = None

    @property
    def total(self) -> int:
        """The sum of all lines in øre."""
        return sum(line.amount for line in self.lines)

    @property
    def without_organisation_number(self) -> list[Municipality]:
        """Everyone who is to be invoiced and has no organisation number in the municipality file, each once."""
        lacking = [line.municipality for line in self.lines if line.municipality.organisation_number is None]
        return list({municipality.number: municipality for municipality in lacking}.values())


def invoice_list(allocation: Allocation, terms: InvoiceTerms) -> InvoiceList:
    """The invoices of an allocation's only period. Raises `CannotRun` when the due dates do not suit the instalments."""
    (period,) = allocation.periods
    text = sentence("{budget}, {period}", budget=_project(allocation, period), period=period.period.name)
    payers = {division.payer for division in period.divisions}
    subject = _Subject(text, (allocation,), len(payers) > 1, terms.by_key)
    owed = [
        Owed(
            payer=payer,
            keys=tuple(division.key_id for _, division, _ in own),
            municipality=allocation.register.municipalities[number],
            amount=sum(share.amount for *_, share in own),
            unit=min(division.key.unit_ore for _, division, _ in own),
            subject=subject.of(payer, own),
        )
        for (payer, number, *_), own in _accounts(subject.shared, by_key=terms.by_key).items()
    ]
    if not terms.by_key:
        order = list(allocation.budget.payers)
        owed.sort(key=lambda each: (order.index(each.payer), by_number(each.municipality.number)))
    return _list_of(owed, allocation, terms, [allocation])


def addressed(invoices: InvoiceList, decided: Overview) -> InvoiceList:
    """The same with the addresses and references that members have given with their answers, where there is one for a member."""
    own = {number: row for row in decided.rows for number in row.numbers}
    lines = tuple(
        replace(
            line,
            municipality=replace(
                line.municipality,
                buyer_reference=own[line.municipality.number].only("reference") or line.municipality.buyer_reference,
            ),
            address=own[line.municipality.number].only("invoice_address"),
        )
        if line.municipality.number in own
        else line
        for line in invoices.lines
    )
    return replace(invoices, lines=lines, decided=decided)


def without_years(budget: Text, period: Text) -> Text:
    """What a budget is called without the years at the end, where the period beside it says its own.

    >>> without_years(Text({"": "Legevakt 2018–2019"}), Text({"": "Hausten 2018"})).by_language[""]
    'Legevakt'
    """
    if not all(_YEAR.search(name) for name in period.by_language.values()):
        return budget
    return Text({language: _YEARS.sub("", name) or name for language, name in budget.by_language.items()})


_YEAR: Final = re.compile(r"\b\d{4}\b")
_YEARS: Final = re.compile(r"(?<=\w)[ ,(]+\d{4}(?: ?[–/-] ?(?:\d{4}|\d\d))?\)?$")


def _project(allocation: Allocation, period: PeriodAllocation) -> Text:
    return without_years(allocation.budget.name, period.period.name)


def settlement_list(settlement: Settlement, allocation: Allocation, terms: InvoiceTerms) -> InvoiceList:
    """The invoices of a settlement: balances, or what they come to with the period they are carried into.

    `allocation` has the period that is invoiced. Whoever is to get something back gets a credit note. Raises `CannotRun` as `invoice_list`
    does, and for invoices by key: a balance is what somebody has with a payer through all of its keys.
    """
    if terms.by_key:
        reason = sentence("Balances are not kept by allocation key: what is paid on account is paid for all of them.")
        raise CannotRun(reason, sentence("Leave out --by-key or --actual."))
    shared = (settlement.final, *([allocation] if settlement.carried_to else []))
    subject = _Subject(_settled(settlement, allocation), shared, len(settlement.payers) > 1)
    accounts = _accounts(shared)
    owed = [
        Owed(
            payer=row.payer,
            keys=row.keys,
            municipality=allocation.register.municipalities[row.number],
            amount=row.invoiced,
            unit=row.unit,
            subject=subject.of(row.payer, accounts.get((row.payer, row.number), [])),
        )
        for row in settlement.rows
    ]
    return replace(_list_of(owed, allocation, terms, shared), settled=settlement.final.periods[0].id)


def _settled(settlement: Settlement, allocation: Allocation) -> Sentence:
    """What is settled, and with which period if it is carried into one."""
    budget, settled = _project(allocation, settlement.final.periods[0]), settlement.final.periods[0].period.name
    if not settlement.carried_to:
        return sentence("{budget}: settlement of {period}", budget=budget, period=settled)
    period = allocation.periods[0].period.name
    said = sentence("{budget}, {period}, with the settlement of {settled}")
    return said.filled(budget=budget, period=period, settled=settled)


_Shares = list[tuple[PeriodAllocation, Division, Share]]


def _accounts(allocations: Iterable[Allocation], *, by_key: bool = False) -> dict[tuple[str, ...], _Shares]:
    """All that each municipality pays to each payer, by payer and number, and by key if that is wanted."""
    found: dict[tuple[str, ...], _Shares] = {}
    for period, division in (each for allocation in allocations for each in allocation.divided):
        for share in division.shares:
            account = (division.payer, share.number, *([division.key_id] if by_key else []))
            found.setdefault(account, []).append((period, division, share))
    return found


class _Subject(NamedTuple):
    """What invoices say that they are for: `text`, whose share it is if there are `several` payers, and what tells their keys apart."""

    text: Sentence
    shared: tuple[Allocation, ...]
    several: bool
    by_key: bool = False

    def of(self, payer: str, own: _Shares) -> Sentence:
        """Of what somebody pays to a payer: the posts too, where others are shared by another key; and the key, if it is of one alone."""
        text = self.text
        if self.several:
            text = sentence("{text}, {payer}", text=text, payer=self.shared[0].budget.payers[payer].name)
        keys = [allocation.keys_called(payer) for allocation in self.shared]
        posts = {
            place: row.post.name
            for period, division, share in own
            for place, row in period.posts_of(division).items()
            if share.amount and row.increase_by_payer[payer]
        }
        if max(map(len, keys)) == 1 or not posts:
            return text
        if self.by_key:
            text = sentence("{text}, {key}", text=text, key=keys[0][own[0][1].key_id])
        return sentence("{text} ({posts})", text=text, posts=listed(posts[place] for place in sorted(posts)))


def _list_of(
    owed: Iterable[Owed], allocation: Allocation, terms: InvoiceTerms, shared: Iterable[Allocation]
) -> InvoiceList:
    _check(terms)
    divisions = [division for each in shared for _, division in each.divided]
    left, odd = sum(division.left for division in divisions), sum(division.rounded_off for division in divisions)
    lines = [line for each in owed for line in _lines(each, terms)]
    to_pay = tuple(line for line in lines if line.amount)
    return InvoiceList(allocation.periods[0], terms, to_pay, len(lines) - len(to_pay), left, odd, allocation.what_if)


def _check(terms: InvoiceTerms) -> None:
    if len(terms.due) > terms.instalments:
        reason = sentence("Due dates: {dates}. Instalments: {n}.", dates=len(terms.due), n=terms.instalments)
        raise CannotRun(reason, sentence("Give one --due for each instalment, or raise --instalments."))
    if list(terms.due) != sorted(set(terms.due)):
        raise CannotRun(sentence("Due dates must come in order, each later than the one before."))


def instalments(amount: int, unit: int, count: int, odd: str = "first") -> Sequence[int]:
    """Divide an amount in øre into `count` instalments of whole units that are as equal as can be.

    Largest remainder with equal weights: all remainders are equal, so the units left over go one each to the first instalments, or to
    the last (`odd`).

    >>> instalments(9_011_300, 100, 2), instalments(9_011_300, 100, 2, "last")
    ([4505700, 4505600], [4505600, 4505700])
    """
    parts = [part * unit for part in largest_remainder(amount // unit, [1] * count).shares]
    return parts[::-1] if odd == "last" else parts


def _lines(owed: Owed, terms: InvoiceTerms) -> Iterator[InvoiceLine]:
    """The instalments of what is owed: in the unit of the keys, or the next finer one in which it is whole."""
    unit = max(size for size in ROUNDINGS.values() if size <= owed.unit and owed.amount % size == 0)
    subject = owed.subject if terms.text is None else Text({"": terms.text})
    for n, amount in enumerate(instalments(owed.amount, unit, terms.instalments, terms.odd), start=1):
        due = terms.due[n - 1] if n <= len(terms.due) else None
        text = _text(subject, n, amount, terms)
        yield InvoiceLine(owed.payer, owed.keys, owed.municipality, amount, n, due, text)


def _text(subject: Text | Sentence, n: int, amount: int, terms: InvoiceTerms) -> Sentence:
    """The subject, which instalment it is if there are several, and that it is a credit note if it is one."""
    text = sentence("{text}", text=subject)
    if terms.instalments > 1:
        text = sentence("{text}, instalment {n} of {count}", text=text, n=n, count=terms.instalments)
    return sentence("Credit note: {text}", text=text) if amount < 0 else text
