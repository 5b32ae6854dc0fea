"""What the columns of tables are called, and the row of sums: one word for a thing in all reports."""

from typing import Final

from lkt_alloc.language.sentences import sentence

POST: Final = sentence("Post")
NAME: Final = sentence("Name")
COST: Final = sentence("Cost")
COVERED: Final = sentence("Covered")
EXTERNAL: Final = sentence("External money")
INCREASE: Final = sentence("Increase")
SUM: Final = sentence("Sum")
NOT_COVERED: Final = sentence("Not covered")
NUMBER: Final = sentence("No.")
MUNICIPALITY: Final = sentence("Municipality")
COMMITTEE: Final = sentence("Committee")
POPULATION: Final = sentence("Population")
SHARE: Final = sentence("Share")
KRONER: Final = sentence("Kroner")
PER_HEAD: Final = sentence("Kroner per head")
PERIOD: Final = sentence("Period")
PAYER: Final = sentence("Payer")
