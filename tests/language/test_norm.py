"""One form of each word, and what a dictionary does not see: each wrong form is here with the right one."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.language.norwegian import LANGUAGES, prose, texts

NOT: Final = r"(?:ikkje|ikke|òg|også|alltid|aldri)"
VERB: Final = "(?:har|er|kan|skal|vil|må|står|gjeld|gjelder|finst|finnes|går|får|blir|betaler|utgjer|utgjør|vart|ble)"

BOTH: Final = {
    # «Når det er ikkje skrive»: in a clause under another, the adverb comes before the verb
    rf"\b(?:når|fordi|hvis|dersom|som|at|medan|mens)\b(?: (?!{NOT})[\w«»]+){{1,4}} {VERB} {NOT}\b": "ikkje er / ikke er",
    r"[^\d ]: (?:desse|disse|dei|de|dette|det) \w+(?: \w+)? "
    + VERB: "a capital after a colon, before a whole sentence",
    r"\bpå konto\b": "a konto",
    r"\bsummerer til\b": "summen av … er lik",
    r"\brefusjon\w*": "tilbakebetaling",
    r"\b[Nn]økkelord\w*": "identifikator",
    r"\b[Mm]edlemskontigent\w*": "medlemskontingent",
}
RIGHT: Final[Mapping[str, Mapping[str, str]]] = {
    "nn": {
        r"\b[Mm]edlemm\w*": "medlem, medlemer",
        r"\b[Gg]ir\b": "gjev",
        r"\b[Gg]i\b": "gje",
        r"\b[Oo]ppgi\w*": "oppgje, oppgjev",
        r"\bblei\b": "vart",
        r"\b[Ll]at\b": "la",
        r"\b[Oo]gså\b": "òg",
        r"(?<!ein )\b[Vv]iss\b": "om",
        r"\b[Ss]amtidig\b": "samstundes",
        r"\b[Nn]æraste\b": "nærmaste",
        r"\b[Ff]øre øre\b": "før øre",
        r"\bhenne\b": "ho",
        r"\b(?:[Ff]aktura|[Kk]reditnota)er\b": "fakturaar, kreditnotaar",
        r"\bingen ting\b": "ingenting",
        r"\b[Ss]ame (?:forteikn|organisasjonsnummer|nummer|tabell|kolonne|felt|måte|identifikator)\b": "same … with the article",
    },
    "nb": {
        r"(?<!\bet )(?<!\bett )\bsiffer\b": "sifre",
        r"\b[Tt]redel(?:er)?\b": "tredjedel",
        r"\bgalt\b": "feil",
        r"\b[Ff]jern\b": "ta bort",
        r"\b[Hh]øyestebeløp\w*": "tak",
    },
}


def wrong(language: str, text: str) -> Iterator[str]:
    """Each wrong form in a text, with the right one."""
    for form, right in {**BOTH, **RIGHT[language]}.items():
        for found in re.finditer(form, text):
            yield f"«{found[0]}» should be {right}: {text[max(0, found.start() - 60) : found.end() + 60]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_form_of_each_word_and_it_is_right(language: str) -> None:
    faults = [f"{where}: {said}" for where, text in texts(language) for said in wrong(language, prose(text))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("language", "old", "now"),
    [
        ("nn", "når det er ikkje skrive med siffer", "når det ikkje er skrive med siffer"),
        ("nb", "eller når de kan ikke fordeles", "eller når de ikke kan fordeles"),
        ("nn", "Gitt medlemmene i nøkkelen", "Gitt medlemene i nøkkelen"),
        ("nn", "har betalt 6 648 kr på konto", "har betalt 6 648 kr a konto"),
        ("nn", "15 siffer: desse beløpa får ikkje plass", "15 siffer: Desse beløpa får ikkje plass"),
        ("nn", "0 viss det er ingenting", "0 om det er ingenting, frå ein viss dag"),
        ("nb", "aldri et galt beløp", "aldri et feil beløp"),
        ("nb", "med 15 siffer", "med 15 sifre, og ett siffer"),
    ],
)
def test_an_old_fault_is_seen(language: str, old: str, now: str) -> None:
    assert [*wrong(language, old)]
    assert [*wrong(language, now)] == []
