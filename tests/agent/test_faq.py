"""Questions that users ask are answered in a sentence or two, with a page that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from agent.offline.faq import FAQ, known_answer
from tests.agent import test_newcomers
from tests.agent.heard import replies

ROOT: Final = Path(__file__).parents[2]
ASKED: Final = {
    "how do I connect this to Ableton?": "--virtual",
    "how do i get it into my DAW": "--virtual",
    "how do I connect my drum machine": "techno ports",
    "there is no sound": "MIDI",
    "I hear nothing, what is wrong?": "MIDI",
    "why can't I hear anything?": "MIDI",
    "how do I record?": ":record",
    "where are my recordings?": "out/sessions/",
    "why is there latency when I press a key": ":trim",
    "how can I fix the delay": ":trim",
    "is my api key safe?": "never printed",
    "what is m3?": "m2 with conditions",
    "what is m4": "closed loop",
    "which modes are there": "metronome",
    "what does swing mean?": "16th",
    "what is a ratchet": "roll",
    "what does entrainment mean": "mark the beat",
    "what is syncopation?": "against the beat",
    "how do I undo": "undo",
    "how do I save a config": ":save",
    "how do i send midi clock": "--send-clock",
    "how do I add a layer": "layers",
    "how do I quit without stopping the music": ":detach",
    "what happens when i panic": "all sound",
    "how do I get back the kick after muting it": "bring",
    "how do I export a midi file": "techno render",
    "how do I use a model": "OPENAI_API_KEY",
    "what does the guard do": "rebuilt",
    "how do I replay a session": "replay",
    "how do I resume after a crash": "--resume",
    "does my data leave my machine": "Without a model",
    "which styles are there": "acid",
}


@pytest.mark.parametrize(("question", "said"), list(ASKED.items()))
def test_a_question_that_is_asked_often_has_a_short_answer(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said in reply.reply
    assert len(reply.reply) <= 400


def test_every_entry_is_reached_and_its_page_is_there() -> None:
    for entry in FAQ:
        sample = " ".join(min(group - {"how"}, key=len, default="how") for group in entry.groups)
        found = known_answer(sample)
        assert found is not None, sample
        assert (ROOT / entry.page).is_file()
        assert len(re.findall(r"[.!?](?:\s|$)", entry.answer)) <= 3, entry.answer


def test_each_entry_is_the_answer_to_some_question() -> None:
    answers = {found[0] for question in [*ASKED, *test_newcomers.ASKED] if (found := known_answer(question.lower()))}
    never = [entry.answer for entry in FAQ if entry.answer not in answers]
    assert len(never) <= len(FAQ) // 3, never
