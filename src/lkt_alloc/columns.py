"""What the columns of tables are called, and the row of sums: one word for a thing in all reports."""

from lkt_alloc.sentences import sentence

POST = sentence("Post")
NAME = sentence("Name")
COST = sentence("Cost")
COVERED = sentence("Covered")
EXTERNAL = sentence("External money")
INCREASE = sentence("Increase")
SUM = sentence("Sum")
NOT_COVERED = sentence("Not covered")
NUMBER = sentence("No.")
MUNICIPALITY = sentence("Municipality")
COMMITTEE = sentence("Committee")
POPULATION = sentence("Population")
SHARE = sentence("Share")
KRONER = sentence("Kroner")
PER_HEAD = sentence("Kroner per head")
PERIOD = sentence("Period")
PAYER = sentence("Payer")
