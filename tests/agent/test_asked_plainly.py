"""Questions of what a number means, may be, is moved by, of the phrase and of the way back get the fact."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "told"), [
    ("how many bars are left in this phrase?", "the next phrase line is bar 9"),
    ("where are we in the phrase", "of 8 in the phrase"), ("which bar of the phrase is it?", "of 8 in the phrase"),
    ("how far into the phrase are we?", "the next phrase line"),
    ("what does H mean?", "entropy"), ("what is the D on the screen", "dispersion"),
    ("explain the letter E", "entrainment"),
    ("remind me, what does S stand for?", "held between 0.35 and 0.55"),
    ("range of the swing?", "0.5 to 0.7"), ("what is the range of the velocity?", "1 to 127"),
    ("how far can the energy go?", "0 to 1"), ("density limits?", "0 to 1"),
    ("what moves the swing of the closed hat?", "modulator sway"), ("what is driving thin_bias?", "modulator air"),
    ("which modulator moves the accents?", "modulator lift"), ("what moves the clap velocity?", "no modulator moves"),
    ("how do I go back to what I had before?", '"undo"'), ("how can we get back to how it was earlier", '"undo"'),
    ("when does the break come?", "the arc does not run"), ("when is the drop coming?", '"section drop"'),
    ("why is the snare silent?", "in fills and every 16 bars"), ("why don't we hear the snare", "a chance of 85 %"),
])
def test_the_fact_is_told_and_nothing_changed(say: str, told: str) -> None:
    (reply,) = replies(say)
    assert told in reply.reply
    assert not reply.commands
    assert reply.question is None


def test_what_is_planned_is_told() -> None:
    *_, reply = replies("mute the open hat at bar 65", "is something planned for later on?")
    assert "bar 65" in reply.reply


@pytest.mark.parametrize("say", [
    "which pizza place is open at this hour of the night?", "what wine is it that goes with this?",
])
def test_what_is_asked_of_somebody_else_is_declined(say: str) -> None:
    (reply,) = replies(say)
    assert reply.refused, reply.reply


@pytest.mark.parametrize("line", [
    "is it you changing stuff or me?", "are you doing that or is it me?", "was it you turning that up or me?",
    "is it me or you who moves it?", "did you change something?",
])
def test_who_of_the_two_changes_it_is_told_from_what_was_changed(line: str) -> None:
    _, reply = replies("clap louder", line)
    assert not reply.commands
    assert "clap" in reply.reply


@pytest.mark.parametrize("line", ["will you mute the clap or me?", "can you change something?", "give it to me"])
def test_a_wish_that_names_both_is_not_told_so(line: str) -> None:
    assert "the last change" not in replies("kick louder", line)[-1].reply
