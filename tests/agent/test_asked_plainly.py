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
    ("what range does S_high accept?", "S_high goes from 0 to 0.9"),
    ("can you tell me what ratchets do?", "two to eight fast hits"),
    ("what's the max density", "0 to 1, as a share"),
    ("what values can swing_percent take", "0.5 to 0.7"), ("what is the minimum energy?", "0 to 1"),
    ("is rotation counted in steps or in ticks?", "in steps"),
    ("are velocities in percent or midi values?", "1 to 127"),
    ("is the ratchet chance in percent or a fraction", "as a chance"), ("what unit is swing in", "as a share"),
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


@pytest.mark.parametrize(("say", "told"), [
    ("Do scenes store the tempo as well?", "mutes and solos"), ("do scenes keep mutes too", "mutes and solos"),
    ("does a scene include the tempo", "mutes and solos"),
])
def test_what_a_scene_holds_is_told_by_the_documents(say: str, told: str) -> None:
    (reply,) = replies(say)
    assert told in reply.reply
    assert reply.question is None


@pytest.mark.parametrize("say", ["is the kick in or out", "is it the kick or the snare", "the maximum of swing please"])
def test_what_is_no_unit_and_no_range_is_not_told_so(say: str) -> None:
    (reply,) = replies(say)
    assert "goes from" not in reply.reply


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
