"""Every rule there is, whoever finds what it is about: by code, and by what a person calls it."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from lkt_alloc.checks import rules
from lkt_alloc.diagnostics import catalogue
from lkt_alloc.diagnostics.findings import Rule

_PAGES: Final = (catalogue, *(import_module(f"{rules.__name__}.{room.name}") for room in iter_modules(rules.__path__)))
_ALL: Final = {rule.code: rule for page in _PAGES for rule in vars(page).values() if isinstance(rule, Rule)}

BY_CODE: Final = {code: _ALL[code] for code in sorted(_ALL)}
"""Every rule by code, in the order of the stages that find them."""

_BY_NAME: Final = {rule.name: rule for rule in BY_CODE.values()}


def rules_called(text: str) -> list[Rule]:
    """The rules meant by a code, a name, or the beginning of a code (`LKT3`); none if there is no such rule."""
    if text in _BY_NAME:
        return [_BY_NAME[text]]
    return [rule for code, rule in BY_CODE.items() if text.upper().startswith("LKT") and code.startswith(text.upper())]
