"""The rules there are: a number, a name, and the words of a page. Here are those that more than one room finds, or the reading of a file.

The others stand beside the function that finds them, in `lkt_alloc.checks.rules`. Codes never change and are never used again. Families:
0 text, 1 form, 2 identity, 3 money, 4 keys, 5 populations, 6 provenance, 7 acknowledgements, 8 scenarios and settlements.
"""

from typing import Final

from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.language.sentences import sentence as s

_EITHER: Final = s("a budget or municipality file")

# text

ENCODING: Final = Rule(
    "LKT001",
    "encoding",
    "error",
    title=s("The file is text in UTF-8"),
    given=_EITHER,
    when=s("it is not UTF-8, or begins with a byte-order mark"),
    then=s("save it as UTF-8 without byte-order mark"),
)

SYNTAX: Final = Rule(
    "LKT002",
    "syntax",
    "error",
    title=s("The file is YAML"),
    given=_EITHER,
    when=s("it cannot be read as YAML, is empty, or has tabs or control characters"),
    then=s("correct the text there; what comes after it has not been checked"),
)

YAML_FEATURE: Final = Rule(
    "LKT003",
    "yaml-feature",
    "error",
    title=s("Only the plain part of YAML is used"),
    given=_EITHER,
    when=s("it has anchors, references, merge keys, tags or several documents"),
    then=s("write everything out, in one document"),
)

DUPLICATE_KEY: Final = Rule(
    "LKT004",
    "duplicate-key",
    "error",
    title=s("A field appears only once in its table"),
    given=s("a table in the file"),
    when=s("the same field or name is in it more than once"),
    then=s("keep one of them; elsewhere the last one would silently win"),
)

AMBIGUOUS_TEXT: Final = Rule(
    "LKT005",
    "ambiguous-text",
    "error",
    title=s("Other programs read the text as we do"),
    given=s("a value without quotes"),
    when=s("other programs take it for something else, as 0301 for 193, no for false, 12:30 for 750"),
    then=s("put it in quotes if it is text, or write plain digits"),
)

TOO_LARGE: Final = Rule(
    "LKT006",
    "too-large",
    "error",
    title=s("The file has a reasonable size and depth"),
    given=_EITHER,
    when=s(
        "it is larger than 20 million bytes, is nested deeper than 32 levels, or has more in it than can be checked"
    ),
    then=s("divide it"),
    casts_doubt=True,
)

UNSEEN_SIGN: Final = Rule(
    "LKT007",
    "unseen-sign",
    "error",
    title=s("Texts consist of visible characters"),
    given=s("a text in the file, or the name of a field"),
    when=s("it has a control character, a character that changes the direction of the text, or an invisible one"),
    then=s("delete the character: with it, the text is not what it looks like"),
)

# form

UNKNOWN_FIELD: Final = Rule(
    "LKT101",
    "unknown-field",
    "error",
    title=s("Every field is known"),
    given=s("a table in the file"),
    when=s("it has a field that is not in the format (lkt-alloc help format)"),
    then=s("correct the name, or delete the field"),
)

MISSING_FIELD: Final = Rule(
    "LKT102",
    "missing-field",
    "error",
    title=s("Every required field is there"),
    given=s("a table in the file"),
    when=s("a required field is not there"),
    then=s("add it"),
)

WRONG_TYPE: Final = Rule(
    "LKT103",
    "wrong-type",
    "error",
    title=s("Every value is of the right kind"),
    given=s("a field"),
    when=s("it is empty, or has for example a list where a text belongs"),
    then=s("write what lkt-alloc help format shows"),
)

UNKNOWN_VALUE: Final = Rule(
    "LKT104",
    "unknown-value",
    "error",
    title=s("A value is one of those that the field can have"),
    given=s("a field with a fixed set of values"),
    when=s("another value is there"),
    then=s("write one of the values"),
)

NOT_AN_AMOUNT: Final = Rule(
    "LKT105",
    "not-an-amount",
    "error",
    title=s("Amounts are written as kroner"),
    given=s("an amount of money"),
    when=s("it is not written with digits (perhaps in groups of three) and a comma before øre"),
    then=s("write it in that way, as 1525000, 1 525 000 or 112 500,50"),
)

NOT_A_SHARE: Final = Rule(
    "LKT106",
    "not-a-share",
    "error",
    title=s("Shares are written as percentages or fractions"),
    given=s("a share"),
    when=s("it is not a percentage or a fraction"),
    then=s("write a percentage or a fraction, as 1/3 or 50 %"),
)

NOT_A_DATE: Final = Rule(
    "LKT107",
    "not-a-date",
    "error",
    title=s("Dates are written as year-month-day"),
    given=s("a date"),
    when=s("it is not year-month-day, or there is no such day"),
    then=s("write it as 2018-01-01"),
)

NOT_A_NUMBER: Final = Rule(
    "LKT108",
    "not-a-number",
    "error",
    title=s("Populations are written as whole numbers"),
    given=s("a population"),
    when=s("it is not a whole number"),
    then=s("write 20573 or 20 573"),
)

NOT_A_QUANTITY: Final = Rule(
    "LKT109",
    "not-a-quantity",
    "error",
    title=s("Measures, rates and factors are written as numbers"),
    given=s("a measure, a rate or a factor"),
    when=s("it is not written with digits (perhaps in groups of three) and a comma before decimals, or as a fraction"),
    then=s("write it in that way, as 1 250, 36,15 or 6/12"),
)

# identity

DUPLICATE_MEMBER: Final = Rule(
    "LKT205",
    "duplicate-member",
    "error",
    title=s("A member is named once"),
    given=s("a list of municipality numbers"),
    when=s("the same number is given more than once"),
    then=s("delete one of them"),
)

NAME_MISMATCH: Final = Rule(
    "LKT206",
    "name-mismatch",
    "error",
    title=s("Names and municipality numbers agree"),
    given=s("a number with a name after it, as 1243 Os"),
    when=s("the municipality file has another name for the number"),
    then=s("correct the number or the name"),
)

ORGANISATION_NUMBER: Final = Rule(
    "LKT208",
    "organisation-number",
    "error",
    title=s("An organisation number has nine digits and the right check digit"),
    given=s("the organisation number of a municipality"),
    when=s("it does not have nine digits, or the last one does not fit the others (MOD 11)"),
    then=s("look it up at brreg.no, and write it as 100000008 or 100 000 008"),
)

# what is found in a budget, and in a table that is to become one

DUPLICATE_POST: Final = Rule(
    "LKT202",
    "duplicate-post",
    "error",
    title=s("A budget item has an identifier of its own"),
    given=s("the budget items of a budget"),
    when=s("two budget items have the same identifier"),
    then=s("give each its own, or delete one"),
    casts_doubt=True,
)

CONTROL_TOTAL: Final = Rule(
    "LKT301",
    "control-total",
    "error",
    title=s("The budget items agree with the control totals"),
    given=s("a total that the source states, and the budget items"),
    when=s("the budget items do not add up to it"),
    then=s("correct the amount that is wrong, or acknowledge that the source itself is wrong"),
    may_be_acknowledged=True,
)

PAYER_SHARES: Final = Rule(
    "LKT303",
    "payer-shares",
    "error",
    title=s("The payers of a budget item pay all of it"),
    given=s("the payers of a budget item"),
    when=s("their shares do not add up to 100%"),
    then=s("correct the shares; write thirds as 1/3"),
    casts_doubt=True,
)

RULES: Final = {value.name: value for value in list(globals().values()) if isinstance(value, Rule)}
"""Those of this page by name. All rules are in `lkt_alloc.checks.catalogue`."""
