"""What is taken of a download: nothing before it is the populations of these municipalities, of a table that somebody has named."""

from datetime import date

import pytest

from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.files import norway
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.statbank.population_update import Origin
from lkt_alloc.statbank.reading import FiguresAsked, Taken, last_day, take

DAY = date(2024, 1, 1)
TITLE = "07459: Befolkning\n\n"
ROWS = "region;Personer 2023;Personer 2024\n3101 Halden;0;31935\n4601 Bergen;289330;291940\n"


def taken(text: str, day: date = DAY, table: str | None = None) -> Taken:
    return take("f", text.encode(), FiguresAsked(day, table), (norway.register(), norway.called()))


def test_figures_are_taken_with_where_they_come_from() -> None:
    found = taken(TITLE + ROWS)
    assert {number: figure.population for number, figure in found.figures.items()} == {"3101": 31935, "4601": 291940}
    assert found.origin(DAY) == Origin("07459", DAY, found.sha256)
    assert found.retrieved_before(norway.register()) is None
    assert found.remarks == []


def test_a_download_that_does_not_say_its_table_is_not_taken_for_one() -> None:
    with pytest.raises(CannotRun, match=r"does not state which table it is\..*--table 07459"):
        taken(ROWS).origin(DAY)
    assert taken(ROWS, table="06913").origin(DAY).table == "06913"
    with pytest.raises(CannotRun, match="table 07459, not 06913"):
        taken(TITLE + ROWS, table="06913")


def test_a_year_that_is_not_there_is_said() -> None:
    with pytest.raises(CannotRun, match=r"no figures for 2025\. There are: 2023, 2024"):
        taken(ROWS, date(2025, 1, 1))
    assert last_day("f", ROWS.encode(), 2030) == DAY
    assert last_day("f", ROWS.encode(), 2020) == date(2020, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        ROWS + "4601 Bergen;1;2;3\n",
        ROWS + "4601 Bergen;289330;5\n",
        ROWS.replace("Halden", "Lund").replace("Bergen", "Solna"),
        ROWS.replace("291940", "44321"),
        "Region,næring,Tid,value\n4601,Jordbruk,2024,512",
    ],
)
def test_what_is_not_the_population_of_these_municipalities_is_not_taken(text: str) -> None:
    with pytest.raises(Unsound):
        taken(text, table="07459")


def test_slips_are_remarks_in_the_order_of_the_file() -> None:
    found = taken(TITLE + ROWS.replace("Bergen", "Brgen").replace("291940", "291949") + "301 Oslo;709037;717710\n")
    assert [(remark.line, remark.rule.name) for remark in found.remarks] == [
        (5, "wrong-type"),
        (5, "name-mismatch"),
        (6, "ambiguous-text"),
    ]
