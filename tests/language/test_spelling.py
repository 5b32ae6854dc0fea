"""Every word of Norwegian is in hunspell's dictionary, or in our list of words that are right but that the dictionary lacks."""

import subprocess
from functools import cache

import pytest

from tests.acceptance.programs import needed
from tests.acceptance.replay import ROOT
from tests.language.norwegian import LANGUAGES, texts, titles, words

FOLDER = ROOT / "tests" / "language"
TITLES = frozenset(word for title in titles() for word in words(title))


@cache
def used(language: str) -> dict[str, str]:
    """Every word, with a text that it is in."""
    return {word: f"{where}: {text.strip()[:300]}" for where, text in texts(language) for word in words(text)}


@cache
def strange(language: str) -> frozenset[str]:
    """The words that are not in the dictionary."""
    program = [needed("hunspell", package="hunspell"), "-i", "UTF-8", "-d", f"{language}_NO", "-l"]
    said = "\n".join(sorted({*used(language), *TITLES}))
    done = subprocess.run(program, input=said, capture_output=True, encoding="utf-8", check=False)
    assert not done.stderr, f"{done.stderr} apt-get install hunspell-no"
    return frozenset(done.stdout.split())


def wrong(language: str) -> set[str]:
    """The words that are neither in the dictionary nor in our list."""
    right = {*listed(language)}
    return {word for word in strange(language) if not {word, word.lower()} & right}


def listed(language: str) -> list[str]:
    """Our list: words that are right, though the dictionary lacks them."""
    return (FOLDER / f"words.{language}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_spelled_right(language: str) -> None:
    faults = [f"{word}, in {text}" for word, text in used(language).items() if word in wrong(language)]
    assert not faults, "\n".join(faults)


def test_the_titles_of_sources_are_spelled_right_in_one_of_the_two() -> None:
    assert TITLES & wrong("nn") & wrong("nb") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_only_words_that_are_used(language: str) -> None:
    found = {form for word in {*used(language), *TITLES} for form in (word, word.lower())}
    assert [word for word in listed(language) if word not in found] == []
    assert listed(language) == sorted({*listed(language)})
