"""The page: what stands in its HTML, and how it behaves in a real browser."""

import json
import re
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.parts import ALL, AmountPart, RatePart, SharePart
from lkt_alloc.engine.register import Register
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.sentences import Sentence, Text, Value
from lkt_alloc.language.words import Words
from lkt_alloc.render.page import render
from lkt_alloc.render.page.sankey import FRAMES, LINE, Bar, Frame, drawing
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.flow import MOST, OTHERS, Flow, FlowBox, Stream, flow
from lkt_alloc.reports.page import page
from lkt_alloc.reports.shares import SORTS, in_order
from tests.acceptance.programs import needed
from tests.cli.inside import inside
from tests.engine.strategies import PERIODS, THEN, Pair, budget_of, key_of, register_of, sound_budgets
from tests.render.browsers import chromium

pytestmark = pytest.mark.slow

HALF = Fraction(1, 2)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>",
    "{{ 7 * 7 }}",
    "'--><svg onload=alert(1)>",
)
VOID = {"meta", "link", "input", "br", "rect"}


def made(
    allocation: Allocation,
    lang: str = "nn",
    inputs: tuple[Loaded, ...] = (),
    sort: str = "number",
    *,
    by_post: bool = False,
) -> str:
    return render(page(allocation, inputs, sort, by_post=by_post), Words(lang))


# What stands in the file


class Markup(HTMLParser):
    """The elements of a page, its text, and the rows of its first table of shares."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    def orders(self) -> list[list[int | None]]:
        listed = [attrs["data-order"] for tag, attrs in self.elements if tag == "tbody" and "data-order" in attrs]
        return [[None if value == "-" else int(value) for value in str(order).split()] for order in listed]


@pytest.fixture(scope="module")
def both(budget: Budget, register: Register) -> Allocation:
    return allocate(budget, register, list(budget.periods))


@pytest.fixture(scope="module")
def one(budget: Budget, register: Register) -> Allocation:
    return allocate(budget, register, ["2019"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_was_shared_and_how(one: Allocation, lang: str, loaded: Mapping[str, Loaded]) -> None:
    markup = Markup(made(one, lang, tuple(loaded.values())))
    words, said = Words(lang), "\n".join(markup.texts).replace("\xa0", " ")
    assert dict(markup.elements)["html"] == {"lang": lang}
    answer = {
        "nn": "1 525 000 kr fordelt på 24 kommunar",
        "nb": "1 525 000 kr fordelt på 24 kommuner",
        "en": "NOK 1,525,000 shared among 24 municipalities",
    }
    assert answer[lang] in said
    division = one.periods[0].divisions[0]
    named: list[Value] = [
        division.key.name,
        division.key.population_date or date.min,
        *(row.post.name for row in one.periods[0].posts),
    ]
    for expected in named:
        assert words.show(expected).replace("\xa0", " ").casefold() in said.casefold()
    assert all(file.sha256[:12] in said for file in loaded.values())
    assert "largest-remainder/1" in said


def test_a_number_keeps_its_unit_on_its_line_also_where_a_file_lets_go(one: Allocation) -> None:
    assert "<dd>Bergen 50\xa0%, de andre 23 kommunene 50\xa0% etter folketall</dd>" in made(one, "nb")


def test_a_page_takes_its_form_from_the_ending_or_the_option_and_is_the_same_every_time(tmp_path: Path) -> None:
    printed, code = inside(["compute", "2019", "--output", "page.html"], tmp_path)
    assert (printed, code) == ("", 0)
    written = (tmp_path / "page.html").read_bytes().decode("utf-8")
    assert written.startswith("<!DOCTYPE html>\n")
    assert inside(["compute", "2019", "--format", "html"], tmp_path) == (written, 0)


def test_nothing_but_its_own_style_and_script_may_run(one: Allocation) -> None:
    html = made(one)
    policy = next(attrs["content"] for tag, attrs in Markup(html).elements if attrs.get("http-equiv"))
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag in ("style", "script"))
    assert style
    assert script
    hashes = [b64encode(sha256(found[1].encode()).digest()).decode() for found in (style, script)]
    assert policy is not None
    assert policy.split("; ")[:3] == [
        "default-src 'none'",
        f"style-src 'sha256-{hashes[0]}'",
        f"script-src 'sha256-{hashes[1]}'",
    ]
    assert "http:" not in html
    assert "https:" not in html


@pytest.mark.parametrize("sort", [*SORTS, "-amount", "-name"])
def test_the_table_begins_in_the_order_that_was_asked_for(both: Allocation, sort: str) -> None:
    laid_out = page(both, [], sort, by_post=False).sections[0]
    divisions = [period.divisions[0] for period in both.periods]
    assert [entry.number for entry in laid_out.entries] == [shares[0].number for shares in in_order(divisions, sort)]
    keys = [entry.order[laid_out.sorted_by] for entry in laid_out.entries]
    known = [key for key in keys if key is not None]
    assert len(known) == len(keys)
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_posts_are_shown_one_by_one_when_asked_for(one: Allocation) -> None:
    assert "controlled-rounding/1" not in made(one)
    assert "controlled-rounding/1" in made(one, by_post=True)
    assert "på kommunane, post for post, 2019" in made(one, by_post=True)


def test_one_who_pays_all_and_nobody_who_pays() -> None:
    alone = budget_of({"all": key_of(("0101",))}, ({"all": 1}, 500_00, 0))
    register = register_of({"0101": {}})
    said = made(allocate(alone, register, ["2018"]), "en")
    assert "Name 0101 pays NOK\xa0500, alone" in said
    refund = budget_of({"all": key_of(("0101",))}, ({"all": 1}, -500_00, 0))
    assert "Name 0101 gets NOK\xa0500 back, alone" in made(allocate(refund, register, ["2018"]), "en")
    nobody = budget_of({"hospital": None}, ({"hospital": 1}, 500_00, 0))
    said = made(allocate(nobody, register, ["2018"]), "en")
    assert "Hospital → " not in said
    assert 'class="shares"' not in said
    free = budget_of({"all": key_of(("0101",))}, ({"all": 1}, 0, 0))
    assert "The figure is not drawn: there is nothing to share." in made(allocate(free, register, ["2018"]), "en")


def test_a_bar_is_the_sum_where_one_period_gives_back_what_another_takes() -> None:
    periods = {year: PERIODS[year] for year in ("2018", "2019")}
    budget = budget_of({"all": key_of(("0101", "0102"))}, ({"all": 1}, 900_00, 0))
    register = register_of({"0101": {}, "0102": {}})

    def drawn(later: int) -> tuple[int, int]:
        (post,) = (replace(post, amounts={"2018": 900_00, "2019": later}, covered={}) for post in budget.posts)
        both = replace(budget, periods=periods, posts=(post,))
        html = made(allocate(both, register, list(periods)))
        return html.count('class="p0" x="0" width="1000"'), html.count('class="key"')

    assert drawn(-300_00) == (2, 0)
    assert drawn(0) == (2, 1)
    assert drawn(300_00) == (0, 1)


def hostile(pair: Pair, names: list[str]) -> Pair:
    """The same budget with names that a careless page would obey."""
    budget, register = pair
    municipalities = {
        number: replace(municipality, name=names[n % len(names)], committee=names[-1])
        for n, (number, municipality) in enumerate(register.municipalities.items())
    }
    posts = tuple(replace(post, name=Text({"": names[0]}), id=f"{names[0]}{post.id}") for post in budget.posts)
    payers = {key: replace(payer, name=Text({"": names[0]})) for key, payer in budget.payers.items()}
    keys = {name: replace(key, name=Text({"": names[-1]})) for name, key in budget.keys.items()}
    budget = replace(budget, name=Text({"": names[0]}), posts=posts, payers=payers, keys=keys)
    return budget, replace(register, municipalities=municipalities)


@settings(max_examples=15)
@given(
    sound_budgets(),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from(LANGUAGES),
)
def test_any_budget_makes_a_page_whose_sums_are_right_and_whose_names_are_inert(
    pair: Pair, names: list[str], by_post: bool, lang: str
) -> None:
    budget, register = hostile(pair, names)
    allocation = allocate(budget, register, list(budget.periods))
    laid_out = page(allocation, [], "number", by_post=by_post)
    words = Words(lang)
    markup = Markup(render(laid_out, words))
    tags = [tag for tag, _ in markup.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "b"} & set(tags)
    assert not [name for _, attrs in markup.elements for name in attrs if name.startswith("on")]
    assert words.title(names[0]) in markup.texts
    orders = iter(markup.orders())
    for section, divisions in zip(
        laid_out.sections, zip(*(p.divisions for p in allocation.periods), strict=True), strict=True
    ):
        rows = [next(orders) for _ in section.entries]
        assert sum(row[section.main] or 0 for row in rows) == sum(division.total for division in divisions)
    assert next(orders, None) is None


# The flow


@settings(max_examples=30)
@given(sound_budgets())
def test_the_flow_loses_and_makes_nothing(pair: Pair) -> None:
    budget, register = pair
    found = flow(allocate(budget, register, list(budget.periods)))
    if not isinstance(found, Flow):
        return
    posts, payers, members = found.columns
    shared = {payer for payer in budget.payers if budget.payers[payer].key}
    deducted = sum(place.ore for place in members if place.deducted)
    assert sum(place.ore for place in posts) == sum(place.ore for place in payers)
    assert sum(place.said for place in payers) == sum(place.ore for place in posts) + deducted
    paid = sum(place.said for place in payers if place.id in shared)
    assert paid == sum(place.ore for place in members if not place.deducted)
    assert max(len(posts), len(members)) <= MOST
    for n, column in enumerate(found.columns):
        for place in column:
            into = [stream.ore for stream in (found.streams[n - 1] if n else ()) if stream.target == place.id]
            out = [abs(stream.ore) for stream in (found.streams[n] if n < 2 else ()) if stream.source == place.id]
            assert sum(into) == place.ore or n == 0
            assert sum(out) == abs(place.ore) or n == 2 or (n == 1 and place.id not in shared)
    for frame in FRAMES:
        for words in map(Words, LANGUAGES):
            is_drawn_within(drawing(found, words, frame), frame)


def is_drawn_within(drawn: Any, frame: Frame) -> None:
    for x in drawn.frame.columns:
        column = [bar for bar in drawn.bars if bar.x == x]
        ends = [(bar.y, bar.y + bar.height) for bar in column]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))
        assert all(34 <= start < end <= drawn.height for start, end in ends)
        labels = sorted(bar.text_y for bar in column)
        assert all(after - before >= 30 for before, after in pairwise(labels))
    numbers = re.findall(r"[\d.]+", " ".join(band.path for band in drawn.bands))
    assert all(number.isdigit() for number in numbers)


def test_the_smallest_of_many_flow_together(both: Allocation) -> None:
    found = flow(both)
    assert isinstance(found, Flow)
    posts, payers, members = found.columns
    assert [Words("en").title(place.name) for place in members][-1] == "The other 17"
    assert [place.id for place in members if place.host] == ["1201"]
    assert members[-1].id == OTHERS
    assert [len(posts), len(payers)] == [7, 2]
    many = budget_of({"all": key_of(("0101", "0102"))}, *(({"all": 1}, 100 * n, 0) for n in range(1, 12)))
    found = flow(allocate(many, register_of({"0101": {}, "0102": {}}), ["2018"]))
    assert isinstance(found, Flow)
    assert [place.id for place in found.columns[0]] == ["5", "6", "7", "8", "9", "10", "11", OTHERS]
    assert Words("en").title(found.columns[0][-1].name) == "The other 4 items"
    assert not any(place.host for place in found.columns[2])


def test_a_refund_among_costs_is_deducted_and_nobody_who_gets_back_is_drawn() -> None:
    register = register_of({"0101": {}, "0102": {}})
    refund = budget_of({"all": key_of(("0101", "0102"))}, ({"all": 1}, -500_00, 0))
    found = flow(allocate(refund, register, ["2018"]))
    assert isinstance(found, Flow)
    assert [place.ore for place in found.columns[0]] == [-500_00]
    assert "-500 kr" in made(allocate(refund, register, ["2018"])).replace("\N{MINUS SIGN}", "-").replace("\xa0", " ")
    mixed = budget_of({"all": key_of(("0101", "0102"))}, ({"all": 1}, -500_00, 0), ({"all": 1}, 900_00, 0))
    found = flow(allocate(mixed, register, ["2018"]))
    assert isinstance(found, Flow)
    assert [(place.ore, place.said) for place in found.columns[1]] == [(900_00, 400_00)]
    assert [place.ore for place in found.columns[2]] == [200_00, 200_00, -500_00]
    assert Words("nb").title(found.columns[2][-1].name) == "Trukket fra: post"
    back = replace(
        key_of(("0101", "0102"), AmountPart(-100_00, ("0101",), "equal"), SharePart(Fraction(1), ("0102",), "equal"))
    )
    said = flow(allocate(budget_of({"all": back}, ({"all": 1}, 500_00, 0)), register, ["2018"]))
    assert isinstance(said, Sentence)
    assert Words("nb").say(said) == "Figuren er ikke tegnet: Noen beløp skal betales, og andre får en tilbake."
    rate = replace(key_of(("0101",), RatePart(Fraction(100), "all", "equal")), uncovered=True)
    said = flow(allocate(budget_of({"all": rate}, ({"all": 1}, 500, 0)), register, ["2018"]))
    assert isinstance(said, Sentence)
    assert (
        Words("nn").say(said)
        == "Figuren er ikkje teikna: Det som skal fordelast, og det som blir betalt, er ikkje det same."
    )
    assert isinstance(flow(allocate(budget_of({"all": None}, ({"all": 1}, 0, 0)), register, ["2018"])), Sentence)


def test_many_that_are_deducted_stand_together_and_leave_room_for_those_who_pay() -> None:
    numbers = tuple(f"01{n:02}" for n in range(1, 12))
    posts = [({"all": 1}, ore, 0) for ore in (9_000_00, -100_00, -200_00, -300_00)]
    found = flow(
        allocate(budget_of({"all": key_of(numbers)}, *posts), register_of({number: {} for number in numbers}), ["2018"])
    )
    assert isinstance(found, Flow)
    assert len(found.columns[2]) == MOST
    assert [(place.deducted, place.ore) for place in found.columns[2][-3:]] == [
        (False, 4_580_00),
        (True, -300_00),
        (True, -300_00),
    ]
    assert {(stream.source, stream.ore) for stream in found.streams[1][-2:]} == {("all", -300_00)}


def test_outer_columns_use_the_width(both: Allocation) -> None:
    found = flow(both)
    assert isinstance(found, Flow)
    wide = drawing(found, Words("nn"), FRAMES[0])
    longest = max(len(Words("nn").title(place.name)) for place in found.columns[2])
    assert wide.frame.width - wide.frame.columns[2] < 8 * (longest + 4)
    assert not [bar.names for bar in wide.bars if bar.whole]


def test_a_long_name_has_two_lines_on_a_telephone(both: Allocation) -> None:
    found = flow(both)
    assert isinstance(found, Flow)
    names = {bar.whole or " ".join(bar.names): bar.names for bar in drawing(found, Words("nn"), FRAMES[1]).bars}
    assert names["1.4.1 Nøkkelpersonell, sjukehus"] == ("1.4.1", "Nøkkelperson…")
    assert names["1.5 Ekstern rettleiar"] == ("1.5 Ekstern", "rettleiar")


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.text("Wiå -æ", min_size=1, max_size=70), min_size=1, max_size=8), min_size=3, max_size=3),
    st.integers(1, 10**8),
    st.sampled_from(LANGUAGES),
)
def test_labels_never_touch(names: list[list[str]], ore: int, language: str) -> None:
    columns = tuple(
        tuple(FlowBox(str(n), Text({"": name}), ore * (n + 1)) for n, name in enumerate(column)) for column in names
    )
    ways = tuple(tuple(Stream("0", to.id, to.ore) for to in column) for column in columns[1:])
    for frame in FRAMES:
        drawn = drawing(Flow(columns, ways), Words(language), frame)
        boxes = [label_of(bar) for bar in drawn.bars]
        assert all(left >= 0 and right <= frame.width and bottom <= drawn.height for left, right, _, bottom in boxes)
        for one, other in combinations(boxes, 2):
            assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


def label_of(bar: Bar) -> tuple[float, float, int, int]:
    """Where a label stands: from left to right, and from top to bottom. Letters are as wide as those of a wide bold font mostly are."""
    wide = max(sum(4 if letter in " .,\xa0" else 8 for letter in line) for line in (*bar.names, bar.amount))
    left = bar.text_x - wide * {"start": 0, "middle": 0.5, "end": 1}[bar.anchor]
    return left, left + wide, bar.text_y - 11, bar.text_y + LINE * len(bar.names) + 3


def test_the_figure_ends_at_what_the_members_are() -> None:
    register = register_of({"0101": {}, "HB": {}})
    parties = {n: replace(member, is_party=n == "HB") for n, member in register.municipalities.items()}
    budget = budget_of({"all": key_of(("0101", "HB"))}, ({"all": 1}, 500_00, 0))
    html = made(allocate(budget, replace(register, municipalities=parties), ["2018"]))
    assert re.findall(r'class="head".*>(.*)</text>', html) == ["Budsjettpostar", "Betalarar", "Medlemer"] * 2


def test_a_long_name_is_cut_in_the_drawing_and_whole_when_pointed_at() -> None:
    long = "Samarbeidet om langvarige og koordinerte tenester i området"
    budget = budget_of({"all": key_of(("0101", "0102"))}, ({"all": 1}, 500_00, 0))
    budget = replace(budget, payers={"all": replace(budget.payers["all"], name=Text({"": long}))})
    html = made(allocate(budget, register_of({"0101": {}, "0102": {}}), ["2018"]))
    assert f"<title>{long}</title>Samarbeidet om langvarige…" in html


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def few(budget: Budget, register: Register, both: Allocation) -> Allocation:
    """As `both`, for ten of the members: all that a page has, in fewer rows."""
    ten = tuple(sorted(both.members)[:10])
    keys = {name: replace(key, members=ten) for name, key in budget.keys.items()}
    return allocate(replace(budget, keys=keys), register, list(budget.periods))


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory,
    both: Allocation,
    few: Allocation,
    one: Allocation,
    loaded: Mapping[str, Loaded],
) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    inputs = tuple(loaded.values())
    (folder / "both.html").write_text(made(both, "nn", inputs), encoding="utf-8")
    (folder / "few.html").write_text(made(few, "nn", inputs), encoding="utf-8")
    (folder / "2019.html").write_text(made(one, "nb", inputs, by_post=True), encoding="utf-8")
    (folder / "en.html").write_text(made(one, "en", inputs), encoding="utf-8")
    return folder


@pytest.fixture
def visit(browser: Browser, files: Path) -> Iterator[Any]:
    """Opens a page in a tab of its own. At the end: nothing was complained of, and nothing fetched."""
    complaints: list[str] = []
    fetched: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(name: str, width: int = 1280, scheme: Any = "light", **more: Any) -> Tab:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: fetched.append(request.url))
        file, _, anchor = name.partition("#")
        tab.goto((files / file).as_uri() + (f"#{anchor}" if anchor else ""))
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []


def shown(tab: Tab, column: int) -> list[str]:
    """The texts of one column in the rows that are visible."""
    rows = "table.shares tbody:not([hidden]) > tr:first-child"
    return [text.replace("\xa0", " ") for text in tab.locator(f"{rows} > :nth-child({column + 1})").all_inner_texts()]


def sums(tab: Tab, kind: str) -> list[str]:
    return [text.replace("\xa0", " ") for text in tab.locator(f"table.shares tr.{kind} td").all_inner_texts()]


# To open a page takes longer than what is asked of it: several questions share one where none spoils the next.


def test_every_column_sorts_both_ways(visit: Any, both: Allocation) -> None:
    tab = visit("both.html")
    divisions = [period.divisions[0] for period in both.periods]
    columns = {0: "number", 1: "name", 2: "committee", 3: "population", 7: "amount"}
    for column, by in (each for each in columns.items() for _ in range(2)):
        head = tab.locator(f"table.shares thead th:nth-child({column + 1})")
        head.locator("button").click()
        way = head.get_attribute("aria-sort")
        expected = in_order(divisions, f"-{by}" if way == "descending" else by)
        assert shown(tab, 0) == [shares[0].number for shares in expected], (by, way)
        assert tab.locator("[aria-sort]").count() == 1
        assert tab.locator("table.shares tbody + tfoot").count() == 1


def test_numbers_sort_as_numbers(visit: Any) -> None:
    tab = visit("2019.html")
    for column in (4, 5, 7):
        button = tab.locator(f"table.shares thead th:nth-child({column + 1}) button")
        button.focus()
        for way in (-1, 1):
            tab.keyboard.press("Enter")
            numbers = [float(text.replace(" ", "").replace(",", ".").rstrip("%")) for text in shown(tab, column)]
            assert numbers == sorted(numbers, reverse=way < 0), column
        assert len(set(numbers)) > 1


def test_the_search_finds_names_and_numbers(visit: Any) -> None:
    tab = visit("both.html")
    search = tab.get_by_label("Søk på namn, nummer eller samarbeidsutval")
    finds = {"oyg": "Øygarden", "1243": "Os", "OEYG": "Øygarden", "1264": "Austrheim", "øyg": "Øygarden"}
    for typed, name in finds.items():
        search.fill(typed)
        assert shown(tab, 1) == [name], typed


def test_the_sum_of_what_is_shown_stands_beside_the_sum_of_all(visit: Any, one: Allocation) -> None:
    tab = visit("2019.html")
    total = ["", "Sum", "", "453 873", "100,000 %", "1 525 000", "", "3,36", ""]
    assert sums(tab, "total") == total
    assert not tab.locator("tr.shown").is_visible()
    search = tab.get_by_label("Søk på navn, nummer eller samarbeidsutvalg")
    search.fill("nordhordland")
    found = [share for share in one.periods[0].divisions[0].shares if share.committee == "Nordhordland"]
    assert tab.locator("output").inner_text() == f"{len(found)} av 24"
    words = Words("nb")
    people, kroner = sum(share.population or 0 for share in found), sum(share.amount for share in found)
    expected = [words.number(people), words.amount(kroner)]
    cells = sums(tab, "shown")
    assert [cells[1], cells[3], cells[5]] == ["Sum av de viste", *(text.replace("\xa0", " ") for text in expected)]
    assert (cells[4], cells[7]) == ("12,938 %", "4,38")
    assert sums(tab, "total") == total
    search.fill("finst ikkje")
    assert (shown(tab, 0), sums(tab, "shown")[5]) == ([], "0")
    assert tab.locator("output").inner_text() == "0 av 24"
    search.fill("")
    assert not tab.locator("tr.shown").is_visible()


def steps(allocation: Allocation, number: str, words: Words) -> list[str]:
    """What `explain` says of the steps that are a municipality's own."""
    said = [
        words.title(line)
        for block in Explained(allocation, [], number).report()
        if isinstance(block, Paragraph) and not block.note
        for line in block.sentences
    ]
    return [line.replace("\xa0", " ") for line in said[len(allocation.periods) :]]


def test_a_row_opens_its_calculation(visit: Any, both: Allocation) -> None:
    tab = visit("both.html")
    button = tab.get_by_role("button", name="Slik er beløpet til Voss rekna ut")
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    tab.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    opened = tab.locator(f"[id='{button.get_attribute('aria-controls')}']")
    said = opened.inner_text().replace("\xa0", " ")
    lines = steps(both, "1235", Words("nn"))
    assert len(lines) > 10
    assert all(line in said for line in lines)
    assert tab.evaluate("location.hash") == "#1235"
    tab.locator("table.shares thead button").nth(1).click()
    assert opened.is_visible()
    button.click()
    assert button.get_attribute("aria-expanded") == "false"
    assert not opened.is_visible()


def test_an_address_opens_a_calculation(visit: Any) -> None:
    tab = visit("both.html#1243")
    assert tab.locator(".steps:visible").count() == 1
    assert tab.get_by_role("button", name="Slik er beløpet til Os rekna ut").get_attribute("aria-expanded") == "true"
    tab.get_by_label("Søk på namn").fill("os")
    tab.locator(".steps:visible a").first.click()
    assert tab.locator("[id=common-1]").is_visible()
    tab.evaluate("location.hash = '1201'")
    tab.locator("[id='1201']").wait_for(state="visible")
    assert tab.locator(".steps:visible").count() == 2


def pdf(tab: Tab, folder: Path) -> str:
    """The page as it is printed: A4, as text."""
    path = folder / "page.pdf"
    tab.pdf(path=path, prefer_css_page_size=True)
    info, text = (
        subprocess.run(
            [needed(program, package="poppler-utils"), *rest], capture_output=True, check=True, text=True
        ).stdout
        for program, rest in (("pdfinfo", [str(path)]), ("pdftotext", ["-layout", str(path), "-"]))
    )
    assert re.search(r"Page size: +59[45][.\d]* x 84[12][.\d]* pts \(A4\)", info)
    return text.replace("\xa0", " ")


def test_it_prints_on_a4_with_all_rows_and_repeated_headings(visit: Any, both: Allocation, tmp_path: Path) -> None:
    tab = visit("both.html", scheme="dark")
    tab.get_by_label("Søk på namn").fill("Os")
    pages = pdf(tab, tmp_path).split("\f")
    text = "\n".join(pages)
    assert re.search(r"Sum +453 873 +100,000 % +112 500 +1 525 000 +1 637 500", text)
    words = Words("nn")
    for number in both.members:
        amounts = [words.amount(share.amount).replace("\xa0", " ") for _, _, share in both.shares_of(number)]
        assert re.search(rf"\b{number} .*{amounts[0]} +{amounts[1]} ", text)
    assert "Søk" not in text
    assert "Sum av dei viste" not in text
    with_rows = [each for each in pages if re.search(r"^ *1\d\d\d +\w", each, re.MULTILINE)]
    # a table that has room on one page stands on one, and no page has but a line or two
    assert len(with_rows) == 1
    assert all(len(each.split("\n")) > 15 for each in pages[:-1])
    assert [each.count("Kva er dette?") for each in pages if "Det som skal fordelast" in each][-1] == 1
    assert all(re.search(r"Nr\. +Kommune +Samarbeidsutval", each) for each in with_rows)
    assert tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    tab.emulate_media(media="print")
    assert (
        tab.evaluate("getComputedStyle(document.querySelector('table.shares thead')).display") == "table-header-group"
    )
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


BROKEN = """() => {
  const broken = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("svg, script, style")) continue;
    for (const found of node.textContent.matchAll(/[\\d\\u2212][\\d\\u00a0.,]*\\d/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const tops = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (tops.size > 1) broken.push(found[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("name", ["both.html#1243", "2019.html#1201"])
def test_nothing_overflows_a_narrow_page_and_no_number_is_broken(visit: Any, name: str) -> None:
    tab = visit(name, 320)
    tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    for width in (320, 390, 800):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate(BROKEN) == []
        assert tab.locator("svg.narrow").is_visible() == (width < 700)
        assert tab.locator("svg.wide").is_visible() == (width > 700)


def test_a_card_has_the_amount_first_and_large_and_no_table_is_cut(visit: Any) -> None:
    tab = visit("2019.html", 390)
    size = "(each) => parseFloat(getComputedStyle(each).fontSize)"
    first = tab.locator("table.shares tbody tr:first-child").first
    cells = {name: first.locator(name).first for name in ("th", ".main", ".bar", "td[data-label]:nth-child(3)")}
    tops = [cell.bounding_box()["y"] for cell in cells.values()]
    assert tops == sorted(tops)
    assert cells[".main"].evaluate(size) > cells["th"].evaluate(size) > 16
    posts = tab.locator(".posts table")
    boxes = [cell.bounding_box() for cell in posts.locator("td:visible").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    assert posts.locator("tbody td").first.inner_text() == "1.1"
    assert "Kostnad" in posts.locator("td.n").first.evaluate("(each) => getComputedStyle(each, '::before').content")
    tab.set_viewport_size({"width": 1280, "height": 900})
    assert tab.locator("thead .main + .bar, tbody .main + .bar").count() == 24


def test_who_has_no_committee_is_not_searched_for_by_it() -> None:
    one = allocate(budget_of({"all": key_of(("0101",))}, ({"all": 1}, 100, 0)), register_of({"0101": {}}), ["2018"])
    assert "Search by name or number" in made(one, "en")
    assert "ommittee" not in made(one, "en").split("<main")[1].split('<section class="about')[0]


def test_axe_finds_nothing(visit: Any) -> None:
    tab = visit("few.html#1243")
    tab.locator(".common summary").click()
    tab.get_by_label("Søk på namn").fill("o")
    for width, scheme in ((1280, "light"), (390, "light"), (1280, "dark")):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
        violations = Axe().run(tab).response["violations"]
        assert json.dumps([(found["id"], found["impact"], found["nodes"][0]["html"]) for found in violations]) == "[]"


def test_it_works_without_a_script(visit: Any, tmp_path: Path) -> None:
    tab = visit("both.html#1243", java_script_enabled=False)
    assert len(shown(tab, 0)) == 24
    assert tab.locator("svg.wide").is_visible()
    assert tab.locator("td.bar svg").first.is_visible()
    assert not tab.locator("input").is_visible()
    assert tab.get_by_role("button").count() == 0
    assert tab.locator(".steps:visible").count() == 1
    tab.locator("summary", has_text="Slik er beløpet til Voss rekna ut").click()
    assert "68 559" in shown(tab, 7)
    assert "14 577 / 174 081" in tab.locator("[id='1235']").inner_text().replace("\xa0", " ")
    assert re.search(r"Sum +453 873 +100,000 %", pdf(tab, tmp_path))


def test_nothing_moves_for_those_who_do_not_want_it(visit: Any) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    tab = visit("en.html")
    assert tab.evaluate(behaviour) == "smooth"
    tab.emulate_media(reduced_motion="reduce")
    assert tab.evaluate(behaviour) == "auto"


def test_hostile_names_are_text_in_a_browser(visit: Any, files: Path) -> None:
    odd = '5%25 "<b>'
    key = key_of((*(f"010{n}" for n in range(1, len(HOSTILE))), odd), SharePart(Fraction(1), ALL, "equal"))
    register = register_of({number: {THEN: 5} for number in key.members})
    budget = budget_of({"a": key, "b": key}, ({"a": HALF, "b": HALF}, 1_000_001_00, 0))
    budget, register = hostile((budget, register), list(HOSTILE))
    (files / "hostile.html").write_text(made(allocate(budget, register, ["2018"]), "en"), encoding="utf-8")
    tab = visit("hostile.html#0102-2")
    asked: list[str] = []
    tab.on("dialog", lambda dialog: asked.append(dialog.message))
    assert shown(tab, 1) == list(HOSTILE) * 2
    assert tab.locator(".steps:visible").count() == 1
    tab.get_by_label("Search by").nth(1).fill("{{")
    assert len(shown(tab, 1)) == len(HOSTILE) + 1
    assert asked == []
    tab.evaluate("location.hash = '%'")
    tab.get_by_label("Search by").nth(1).fill(odd)
    tab.get_by_role("button", name="How the amount").last.click()
    opened = tab.locator(".steps:visible").last
    assert opened.get_attribute("id") == '5%25_"<b>-2'
    tab.reload()
    assert opened.is_visible()
    opened.get_by_role("link", name="Link to this").click()
    assert tab.evaluate("decodeURIComponent(location.hash)") == '#5%25_"<b>-2'
