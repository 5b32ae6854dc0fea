"""A result for programs: the fields of JSON and the rows of CSV, written one by one, the same in every language.

A public interface (docs/format.md): a change that could break a reader gets a new version. Money is whole øre and decimal text.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import METHOD, SHARE_METHOD, TABLE_METHOD, to_nearest
from lkt_alloc.engine.keys import Stake, counts_people, share_of
from lkt_alloc.engine.limits import LIMIT_METHOD, Adjustment
from lkt_alloc.engine.measures import terms_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import LimitRate, LimitShare, is_agreed
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.post_table import post_cells, post_table, rounded_off_by_post
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import ROUNDED_OFF
from lkt_alloc.reports.inputs import Input

COMPUTE_FORMAT: Final = "lkt-alloc/compute/2"
EXPLAIN_FORMAT: Final = "lkt-alloc/explain/1"

CSV_HEADER: Final = ("period", "payer", "key", "number", "name", "population", "share", "amount")
CSV_HEADER_BY_POST: Final = ("period", "payer", "key", "post", "number", "name", "population", "share", "amount")

SHARE_DECIMALS: Final = 12


def compute_record(allocation: Allocation, inputs: Sequence[Input], *, by_post: bool) -> dict[str, Any]:
    """All of a result. `rounding` and `population_date` are null when keys differ in them; each division has its own."""
    divided = list(allocation.divided)
    record: dict[str, Any] = {
        "format": COMPUTE_FORMAT,
        "method": common([division.method for _, division in divided]) if divided else METHOD,
        "rounding": common([division.key.rounding for _, division in divided]),
        "population_date": common([_population_day(division, allocation.register) for _, division in divided]),
        "what_if": said_what_if(allocation.what_if),
        "inputs": named_inputs(inputs),
        "periods": [period_fields(period) for period in allocation.periods],
        "payers": [payer for period in allocation.periods for payer in _payers(period)],
        "divisions": [division_fields(period, division, allocation.register) for period, division in divided],
        "shares": [_share(period, division, share) for period, division in divided for share in division.shares],
    }
    if by_post:
        record["table_method"] = TABLE_METHOD
        record["cells_from_rounded"] = any(
            table.from_rounded or table.leaves for table in (post_table(*own) for own in divided)
        )
        record["cells"] = [cell for period, division in divided for cell in _cells(period, division)]
    return record


def said_what_if(changes: Sequence[Sentence]) -> list[str]:
    """What is changed in the budget, in English, as all of the record is."""
    return [Words("en").say(said) for said in changes]


def named_inputs(inputs: Sequence[Input]) -> list[dict[str, str]]:
    """The files that a result was made from."""
    return [{"name": Words("en").show(file.called), "sha256": file.sha256} for file in inputs]


def common(values: Sequence[str | None]) -> str | None:
    """What all have in common; `None` if they differ, or there are none."""
    return values[0] if len(set(values)) == 1 else None


def period_fields(period: PeriodAllocation) -> dict[str, Any]:
    """A period with its first and last day."""
    return {"period": period.id, "from": period.period.start.isoformat(), "to": period.period.end.isoformat()}


def _payers(period: PeriodAllocation) -> Iterator[dict[str, Any]]:
    for payer, sums in period.payers.items():
        yield {
            "period": period.id,
            "payer": payer,
            "total_ore": sums.total,
            "covered_ore": sums.covered,
            "external_ore": sums.external,
            "increase_ore": sums.increase,
            "tie": period.payer_tie,
        }


def _population_day(division: Division, register: Register) -> str | None:
    """The day whose populations a key uses in the period, if it uses any."""
    day = division.key.population_date if counts_people(division.key, register) else None
    return None if day is None else day.isoformat()


def division_fields(period: PeriodAllocation, division: Division, register: Register) -> dict[str, Any]:
    """What one payer shares by one key in a period, and how it was rounded."""
    return {
        "period": period.id,
        "payer": division.payer,
        "key": division.key_id,
        "rounding": division.key.rounding,
        "population_date": _population_day(division, register),
        "method": division.method,
        "total_ore": division.borne,
        "left_ore": division.left,
        "rounded_off_ore": division.rounded_off,
        "absent": [share.number for share in division.absent],
        "units_left": division.units_left,
        "tied": list(division.tied),
        "payer_tie": period.payer_tie,
        **({"limit_method": LIMIT_METHOD} if division.key.limits else {}),
        **({"share_method": SHARE_METHOD} if division.rounded_shares else {}),
    }


def _share(period: PeriodAllocation, division: Division, share: Share) -> dict[str, Any]:
    return {
        "period": period.id,
        "payer": division.payer,
        "key": division.key_id,
        "number": share.number,
        "name": share.name,
        "population": share.population,
        "share": fraction(share.share),
        "quota": fraction(share.quota),
        "amount_ore": share.amount,
        "amount": kroner(share.amount),
    }


def _cells(period: PeriodAllocation, division: Division) -> Iterator[dict[str, Any]]:
    for row, cells in post_cells(period, division):
        for share, ore in zip(division.shares, cells, strict=True):
            yield {
                "period": period.id,
                "payer": division.payer,
                "key": division.key_id,
                "post": row.post.id,
                "number": share.number,
                "amount_ore": ore,
                "amount": kroner(ore),
            }


def csv_rows(allocation: Allocation, *, by_post: bool) -> Iterator[tuple[str | int, ...]]:
    """One row for each period, payer, key and member, or for each post that the key shares too.

    Øre that are rounded off stand under no number.
    """
    for period, division in allocation.divided:
        place, shares = (period.id, division.payer, division.key_id), {share.number: share for share in division.shares}
        if by_post:
            for cell in _cells(period, division):
                yield *place, cell["post"], *_csv_member(shares[cell["number"]]), cell["amount"]
            for row, odd in rounded_off_by_post(period, division):
                yield *place, row.post.id, "", Words("en").say(ROUNDED_OFF), "", "", kroner(odd)
        else:
            for share in division.shares:
                yield *place, *_csv_member(share), kroner(share.amount)
            if division.rounded_off:
                yield *place, "", Words("en").say(ROUNDED_OFF), "", "", kroner(division.rounded_off)


def _csv_member(share: Share) -> tuple[str | int, ...]:
    population = "" if share.population is None else share.population
    return share.number, share.name, population, decimal_share(share.share)


def explain_record(allocation: Allocation, inputs: Sequence[Input], number: str) -> dict[str, Any]:
    """The same steps for programs. `remainder` is a fraction of the rounding unit; `rank` counts from 1."""
    methods = {division.method for _, division, _ in allocation.shares_of(number)}
    return {
        "format": EXPLAIN_FORMAT,
        "method": common(sorted(methods)),
        "what_if": said_what_if(allocation.what_if),
        "inputs": named_inputs(inputs),
        "number": number,
        "name": allocation.register.municipalities[number].name,
        "shares": [
            _explained(allocation, period, division, share) for period, division, share in allocation.shares_of(number)
        ],
    }


def _explained(allocation: Allocation, period: PeriodAllocation, division: Division, share: Share) -> dict[str, Any]:
    sign = -1 if division.total < 0 else 1
    return division_fields(period, division, allocation.register) | {
        "posts": [
            {
                "post": row.post.id,
                "total_ore": row.amounts.total,
                "covered_ore": row.amounts.covered,
                "external_ore": row.amounts.external,
                "increase_ore": row.amounts.increase,
                "share": fraction(row.post.paid_by[division.payer]),
                "paid_ore": row.increase_by_payer[division.payer],
            }
            for row in period.posts_of(division).values()
        ],
        "parts": [
            {
                "part": stake.number,
                "kind": stake.part.kind,
                "share": fraction(share_of(stake.part)),
                "by": "shares" if is_agreed(stake.part.measure) else stake.part.measure,
                "members": stake.members,
                "weight": stake.weight,
                "weight_sum": stake.weight_sum,
                "size": fraction(stake.size),
                "size_sum": fraction(stake.size_sum),
                "exact": fraction(stake.amount * sign / KRONE),
            }
            | ({"sums": _sums(allocation, stake)} if stake.made_of else {})
            for stake in share.stakes
        ],
        "limits": [_adjustment(division.key, change, sign) for change in share.adjustments],
        "population": share.population,
        "share": fraction(share.share),
        **_rounded(division, share),
        "amount": kroner(share.amount),
        **(
            {
                "by_post": [
                    {"post": post, "total_ore": apart.total} | _rounded(apart, own)
                    for post, apart, own in division.posts_apart(share.number)
                ]
            }
            if division.apart
            else {}
        ),
    }


def _rounded(division: Division, share: Share) -> dict[str, Any]:
    """From the exact amount in kroner to the rounded one; no remainder and no rank where posts are rounded one by one."""
    ranked = {"remainder": fraction(share.remainder), "rank": share.rank, "of": len(division.everyone)}
    return {
        "quota": fraction(share.quota),
        "floor_ore": share.floor,
        **({} if division.apart else ranked),
        "extra_ore": share.amount - share.floor,
        "amount_ore": share.amount,
    }


def _sums(allocation: Allocation, stake: Stake) -> list[dict[str, Any]]:
    """What the member has of each sum that a part goes by, with its terms, the whole last."""
    sizes, measures = dict(stake.made_of), allocation.register.measures
    return [
        {
            "measure": name,
            "size": fraction(size),
            "terms": [
                {"measure": term, "weight": fraction(weight), "size": fraction(sizes[term])}
                for term, weight in terms_of(name, measures).items()
            ],
        }
        for name, size in sizes.items()
        if terms_of(name, measures)
    ]


def _adjustment(key: Key, change: Adjustment, sign: int) -> dict[str, Any]:
    """What limits changed through some parts: amounts are exact kroner; `limit` is the number, from 1, of the one that is stood at."""
    bounds = change.bounds
    return {
        "parts": list(change.parts or range(1, len(key.parts) + 1)),
        "before": fraction(change.before * sign / KRONE),
        "lowest": fraction(bounds.lowest * sign / KRONE),
        "highest": None if bounds.highest is None else fraction(bounds.highest * sign / KRONE),
        "multiple": None if change.multiple is None else fraction(change.multiple),
        "limit": key.limits.index(change.limit) + 1 if change.limit else None,
        **_written(change),
        "exact": fraction(change.exact.amount * sign / KRONE) if change.limit else None,
        "after": fraction(change.after * sign / KRONE),
    }


def _written(change: Adjustment) -> dict[str, str | None]:
    """The limit that is stood at as the file has it: exact kroner, a share of the total, or kroner for each unit of a measure."""
    value = (change.limit.most if change.is_capped else change.limit.least) if change.limit else None
    match value:
        case None:
            return {"kind": None, "written": None, "by": None}
        case LimitShare():
            return {"kind": "share", "written": fraction(value.share), "by": None}
        case LimitRate():
            return {"kind": "rate", "written": fraction(value.rate / KRONE), "by": value.measure}
        case _:
            return {"kind": "amount", "written": fraction(Fraction(value, KRONE)), "by": None}


def csv_row(header: Sequence[str], fields: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The fields that a header names; what is not known is empty."""
    return tuple("" if fields[name] is None else fields[name] for name in header)


def fraction(value: Fraction) -> str:
    """A fraction in lowest terms, always with its denominator: `5/1`."""
    return f"{value.numerator}/{value.denominator}"


def kroner(ore: int) -> str:
    """Øre as kroner with two decimals and a point.

    >>> kroner(9011300), kroner(-5)
    ('90113.00', '-0.05')
    """
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02}"


def money(**amounts: int | None) -> dict[str, int | str | None]:
    """Each amount twice: in whole øre, and in kroner as text; nothing where there is none.

    >>> money(paid=150, left=None)
    {'paid_ore': 150, 'paid': '1.50', 'left_ore': None, 'left': None}
    """
    fields: dict[str, int | str | None] = {}
    for name, ore in amounts.items():
        fields |= {f"{name}_ore": ore, name: None if ore is None else kroner(ore)}
    return fields


def share_units(share: Fraction) -> int:
    """A share of the whole in units of the last of its twelve decimals, rounded to the nearest."""
    return to_nearest(share * 10**SHARE_DECIMALS)


def decimal_share(share: Fraction) -> str:
    """A share of the whole as a decimal with twelve digits; for reading: the exact share is in JSON.

    >>> decimal_share(Fraction(1, 3)), decimal_share(Fraction(-1, 4))
    ('0.333333333333', '-0.250000000000')
    """
    units = share_units(abs(share))
    return f"{'-' if share < 0 else ''}{units // 10**SHARE_DECIMALS}.{units % 10**SHARE_DECIMALS:0{SHARE_DECIMALS}}"
