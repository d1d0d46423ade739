"""Every entry of the vocabulary is reached: it is read as what its table says, and it means something in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from agent.offline.figures import counted
from agent.offline.languages import TABLES
from agent.offline.lexemes import lexemes_of
from agent.offline.moods import MOODS
from agent.offline.understand import understand
from agent.offline.vocabulary import DATA, EVERYDAY, FILLERS, FOREIGN, SAYINGS, WORDS
from agent.offline.words import MEANINGS, words_of
from engine import start
from sequencer.folders import find_config

if TYPE_CHECKING:
    from agent.requests import Request

STATE: Final = start(find_config("m4_showcase").config)
NAMES: Final = ("acid", "dub", "m4_showcase")
IN_SENTENCES: Final = {
    "layer": "mute the {}", "quality": "more {}", "lean": "make it {}", "way": "{} swing", "factor": "{} the hats",
    "degree": "{} more swing", "act": "{}", "gone": "kick {}", "scope": "{}",
}
"""A sentence for each kind of meaning in which its words can stand."""
SILENT_ACTS: Final = frozenset({"nothing", "planned", "cancel", "mark", "every_beat", "file", "scene", "the_drop"})
"""Acts that need more words than themselves, or ask for nothing."""
LAYERS_THERE: Final = frozenset({"kick", "hats", "hat_c", "hat_o", "snare", "clap"})


def meant(text: str) -> list[Request]:
    return understand(text, STATE, NAMES).requests


@pytest.mark.parametrize("meaning", list(WORDS))
def test_every_word_is_read_as_its_table_says(meaning: str) -> None:
    kind, _, value = meaning.partition(" ")
    for word in WORDS[meaning]:
        found = [one for one in lexemes_of(words_of(word)) if one.kind not in {"filler", "small"}]
        said = {(one.kind, one.value) for one in found}
        overruled = {MEANINGS.get(" ".join(words_of(word)))} | {(one.kind, one.value) for one in found}
        assert (kind, value) in said or any(other for other in overruled if other), (word, found)


@pytest.mark.parametrize("meaning", [one for one in WORDS if one.split()[0] in IN_SENTENCES])
def test_words_of_one_meaning_ask_for_the_same(meaning: str) -> None:
    kind, _, value = meaning.partition(" ")
    if value in SILENT_ACTS or kind == "scope" or (kind == "layer" and value not in LAYERS_THERE):
        pytest.skip("asks for nothing by itself")
    sentence = IN_SENTENCES[kind]
    plain = {word: meant(sentence.format(word)) for word in WORDS[meaning]}
    asked = [requests for requests in plain.values() if requests]
    if kind in {"quality", "act"} and not asked:
        pytest.skip("asks a question by itself")
    assert asked, plain
    usual = max(asked, key=asked.count)
    other = [word for word, requests in plain.items() if requests and requests != usual]
    assert len(other) <= len(plain) // 8, (other, usual)


@pytest.mark.parametrize("name", list(MOODS))
def test_every_word_of_a_mood_asks_for_it(name: str) -> None:
    for word in MOODS[name].words:
        assert {one.kind for one in lexemes_of(words_of(word)) if one.value == name} <= {"mood"}
        assert meant(f"make it {word}") or meant(word), word


def test_every_turn_of_speech_stands_for_words_that_are_known() -> None:
    for turn, words in SAYINGS.items():
        read = lexemes_of(words.split(), path_of=lambda word: word if "." in word or word == "thin_bias" else "")
        unknown = [one.said for one in read if one.kind == "unknown"]
        assert not unknown, (turn, unknown)


@pytest.mark.parametrize("language", list(TABLES))
def test_every_word_of_another_language_stands_for_words_that_are_known(language: str) -> None:
    for turn, english in TABLES[language].items():
        unknown = [one.said for one in lexemes_of(counted(english)) if one.kind in {"unknown", "foreign"}]
        assert not unknown, (turn, unknown)


def test_no_word_says_nothing_and_something() -> None:
    trade = {word for word in MEANINGS if " " not in word}
    assert not FOREIGN & trade
    assert not FILLERS & FOREIGN
    assert not EVERYDAY & trade


def test_each_word_stands_under_one_meaning() -> None:
    seen: dict[str, str] = {}
    twice = []
    for meaning, words in WORDS.items():
        for word in words:
            if word in seen and seen[word] != meaning:
                twice.append((word, seen[word], meaning))
            seen[word] = meaning
    for name, mood in MOODS.items():
        twice += [(word, seen[word], name) for word in mood.words if word in seen]
        seen.update(dict.fromkeys(mood.words, name))
    assert not twice


def test_tables_are_short_enough_to_be_read() -> None:
    for path in DATA.rglob("*.toml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize(("words", "figures"), [
    ("one thirty six", "136"), ("hundred thirty eight", "138"), ("a hundred and five", "105"), ("nine tenths", "90%"),
    ("two hundred", "200"), ("hundred", "hundred"), ("tenths", "tenths"),
])
def test_numbers_are_read_as_they_are_said(words: str, figures: str) -> None:
    assert counted(words.split()) == [figures]
