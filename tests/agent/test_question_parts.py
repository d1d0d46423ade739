"""A line that asks several things gets an answer to each, whole and with its page; one that asks the way is no wish."""

from __future__ import annotations

import re
from typing import Final

import pytest

from agent.offline.known_questions import known_questions
from agent.offline.question_parts import MOST_TOLD, asks_the_way, put_together, questions_in, without_repeats
from tests.agent.heard import replies
from tests.agent.test_newcomers import ROOT

SEVERAL: Final = {
    "What TCP port does the phone page listen on, and who on my wifi gets in?": ("8099", "one device in, once"),
    "Where does the recorded midi go, does it fit the bars of my project, and has each drum its own track?":
        ("out/sessions/", "each bar begins on a bar line", "one track a layer"),
    "Which Python and which apt packages do I need, and do I have to be root?": ("3.11 to 3.14", "No root is needed"),
    "I'd like it to start at boot on a box without a monitor. How do I do that, and how do I end it properly?":
        ("enable-linger", "`techno stop --end`"),
    "Can I steer it from my iPad or with the knobs of my controller?": ("techno web --lan", "techno controllers"),
    "We have Windows PCs that I may not change. What is the easiest way there, and is it free in class?":
        (r"env\Scripts\pip", "Free for everyone"),
    "Is Homebrew needed on my Mac, and will it run on Apple Silicon?": ("Homebrew is not needed", "no Rosetta"),
    "How do I leave it, and if a note sticks afterwards, how do I silence that?": (":quit", ":panic"),
    "How do I hook it up to Claude by MCP? What goes into the config file?":
        ("argument `mcp`", "the page has the JSON"),
    "Can it play in 7/8, and how do I get a fill every eight bars?": ("4/4 always", ":fill every 8"),
}
"""By a line that asks several things: what its answer must say of each."""
ONE: Final = {
    "Can I enter my own kick and clap and have it improvise the rest around them?": ":hit clap 13",
    "Is there a way to write the kick myself, and leave the hats to it?": ":lock clap",
    "If I hear a beat that I love today, can I have the very same beat next week?": "byte for byte",
    "Can I find the same beat again tomorrow, or is it another one each time?": "byte for byte",
    "How would my Unity game make the beat more intense when enemies come?": "/techno/energy 0.4",
    "What do I send over OSC so that it gets less intense?": "/techno/energy 0.4",
    "Where do I set which note the kick plays on my drum machine?": ":set clap.note",
    "Which command saves the beat with the hits that I put in by hand?": "`:save NAME`",
    "Can I make sixteen bars of this beat as a file that loops without a gap?": "29.09 s",
    "Can I use the beat in a game that I sell?": "to release and to sell",
    "Can my pupils see on which step the kick hits?": "a row a drum and a column a step",
    "Is it possible to bring the kick back right on the one after 16 bars?": ":drop 8",
}
"""By a question that names something of the music, and is neither about how it stands nor a wish: what is answered."""
STATUS: Final = {
    "what is the kick doing?": "kick is in", "which steps is the kick on?": "in the last bar",
    "is the beat locked?": "locked:", "how intense is it right now?": "energy 1.00", "where is the kick?": "kick is in",
    "can you tell me what the kick does right now?": "kick is in",
}
"""By a question of how the music stands: how its answer begins."""


@pytest.mark.parametrize(("line", "said"), list(SEVERAL.items()))
def test_each_part_gets_its_answer_in_whole_sentences_with_its_page(line: str, said: tuple[str, ...]) -> None:
    (reply,) = replies(line)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert [one for one in said if one not in reply.reply] == []
    pages = re.findall(r"[.)\"`] \((docs/[\w/-]+\.md)\)", reply.reply)
    assert len(pages) == reply.reply.count(" And: ") + reply.reply.count(" Or: ") + 1
    assert all((ROOT / page).is_file() for page in pages)
    assert "..." not in reply.reply.replace("0.2.0", "")


@pytest.mark.parametrize(("line", "said"), list(ONE.items()))
def test_a_question_that_names_a_drum_or_the_beat_is_no_status_and_no_wish(line: str, said: str) -> None:
    (reply,) = replies(line)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said in reply.reply


@pytest.mark.parametrize(("line", "said"), list(STATUS.items()))
def test_a_question_of_how_the_music_stands_is_still_one(line: str, said: str) -> None:
    (reply,) = replies(line)
    assert reply.reply.startswith(said)
    assert not reply.commands


@pytest.mark.parametrize("wish", [
    "can you mute the kick", "can you mute the kick?", "can i have more swing?", "can i hear only the kick",
    "can I get a fill?", "can i get more kick please", "is there any chance of a bit less kick",
    "can i get the kick back", "would you take the kick out",
])
def test_a_wish_that_is_put_as_a_question_is_still_done(wish: str) -> None:
    assert replies(wish)[0].commands


@pytest.mark.parametrize("line", ["could you make it more intense?", "can it be more intense?"])
def test_a_wish_of_which_nobody_is_sure_is_still_asked_about(line: str) -> None:
    assert replies(line)[0].question is not None


@pytest.mark.parametrize(("line", "parts"), [
    ("How do I quit, and if a note hangs, how do I stop it?", ("How do I quit", "if a note hangs, how do I stop it")),
    ("Can I use my phone or from a knob?", ("Can I use my phone", "from a knob")),
    ("I have a Mac. What do I install (brew?), and does it work?", ("What do I install (brew?)", "does it work")),
    ("more swing and a fill", ()), ("", ()), ("???", ()),
])
def test_a_line_is_parted_where_another_question_begins(line: str, parts: tuple[str, ...]) -> None:
    assert questions_in(line) == parts


@pytest.mark.parametrize(("line", "way"), [
    ("how do I mute the kick", True), ("so, which key mutes the kick?", True), ("can i have more kick", False),
    ("is the kick muted?", False), ("mute the kick", False), ("what is the kick doing", False),
    ("how can I tell", False),
])
def test_what_asks_for_a_way_is_told_by_how_it_begins(line: str, *, way: bool) -> None:
    assert asks_the_way(line) == way


@pytest.mark.parametrize(("line", "said"), [
    ("GarageBand", "software instrument"), ("apple silicon", "no Rosetta"), ("iac driver", "It is not needed"),
])
def test_what_is_typed_to_look_it_up_is_no_wish(line: str, said: str) -> None:
    (reply,) = replies(line)
    assert said in reply.reply
    assert not reply.commands


def test_answers_are_cut_between_sentences_and_keep_their_pages() -> None:
    longest = sorted(known_questions(), key=lambda one: -len(one.answer))[:3]
    line = put_together(longest, joint="And")
    assert len(line) <= MOST_TOLD
    for one in longest:
        said = line[line.index(one.title.rstrip("?")):]
        words, page = re.findall(r"\? (.*?) \((docs/[\w/-]+\.md)\)", said)[0]
        assert page == one.page
        assert one.answer.startswith(words)
        assert words[-1] in ".!?"


def test_an_answer_that_says_the_same_once_more_is_left_out() -> None:
    knob = next(one for one in known_questions() if one.title == "How do I map a knob of my controller?")
    works = next(one for one in known_questions() if one.title == "Does it work with my MIDI controller?")
    assert without_repeats((knob, works)) == (knob,)
