"""How things stand is told, with a question mark and without one, and nothing is changed."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

MUTED = "mute the snare for 8 bars"


@pytest.mark.parametrize(("lines", "told"), [
    ((MUTED, "who's in right now"), "heard: kick, closed hat, open hat, clap"),
    ((MUTED, "which layers are muted"), "snare: muted, back in"),
    ((MUTED, "wots muted"), "snare: muted"),
    (("what's silent?",), "muted: nothing"),
    ((MUTED, "is the snare in?"), "snare is muted"),
    ((MUTED, "are the hats on"), "closed hat is in"),
    (("solo the clap", "is the kick in now"), "kick is silent beside the solo"),
    (("how's it look",), "132 BPM, energy 1.00"),
    (("fill every 8", "what's still pending"), "fill"),
    (("what's still watching",), "nothing is planned"),
    (("if there are more than 20 hits mute the clap", "has it fired yet"), "it still waits"),
    (("thin the hats", "what is it now"), "hat_c.density.target 0.55"),
    (("thin the hats", "which one did you change"), "hat_c.density.target"),
    (("how far to the end of the phrase",), "the next phrase line is bar"),
    (("how long till the phrase comes round?",), "a phrase is 8 bars"),
    (("kick softer", "explain what changed"), "kick.velocity 116 to 100"),
    ((MUTED, "for how many bars is it out"), "snare: muted, back in"),
    (("what range does thin_bias accept",), "from -1 to 0"),
    (("what values can energy take",), "from 0 to 1"),
])
def test_a_question_of_how_things_stand_is_answered(lines: tuple[str, ...], told: str) -> None:
    *_, reply = replies(*lines)
    assert told in reply.reply
    assert (reply.commands, reply.refused) == ((), False)


@pytest.mark.parametrize("line", ["what is entrainment", "which one", "is it raining", "how far is the station"])
def test_another_question_is_left_to_others(line: str) -> None:
    (reply,) = replies(line)
    assert not reply.commands
    assert "heard:" not in reply.reply
