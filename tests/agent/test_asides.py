"""Words said in passing: complaints, reasons, wishes taken back in the same breath, assents and questions."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

SHOWN = ("command", "action", "layer", "path", "name", "to", "bpm", "bars")


def _done(*lines: str) -> list[str]:
    """Return the last line's commands, each as its name and its subject."""
    commands = replies(*lines)[-1].commands
    return sorted(" ".join(str(one[key]) for key in SHOWN if key in one) for one in commands)


@pytest.mark.parametrize(("lines", "less"), [
    (("tempo 140", "it is still so quick"), "tempo"),
    (("still very fast",), "tempo"),
    (("snare softer", "the snare is still so loud"), "snare.velocity"),
])
def test_what_is_still_so_is_a_complaint(lines: tuple[str, ...], less: str) -> None:
    *_, reply = replies(*lines)
    (command,) = reply.commands
    assert less in {command["command"], command.get("path")}
    value, before = (command["bpm"], 140 if len(lines) > 1 else 132) if less == "tempo" else (0, 1)
    assert value < before


@pytest.mark.parametrize("line", [
    "can you mute the snare... oh no, leave it", "tempo 90, hm, no, never mind", "solo the kick - ah, forget it",
    "take the hats out, no wait, don't", "energy to 20. ah, actually leave it",
])
def test_a_wish_taken_back_in_the_same_breath_does_nothing(line: str) -> None:
    reply = replies("mute the clap", line)[-1]
    assert not reply.commands
    assert reply.question is None


@pytest.mark.parametrize("line", [
    "k", "kk", "fair", "fair enough then", "keep what you made", "leave it off", "mhm, that's it", "suits me",
    "not today, thanks", "later, maybe another time",
])
def test_an_assent_does_nothing_and_is_no_question(line: str) -> None:
    reply = replies("mute the clap", line)[-1]
    assert not reply.commands
    assert not reply.refused
    assert reply.question is None


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the snare for 4 bars", "make that 8, the crowd gets bored"), ["mute snare 8"]),
    (("kick out for 4, people look tired",), ["mute kick 4"]),
    (("take it right down, only the snare and the clap",), ["solo clap", "solo snare"]),
    (("strip everything back - just the closed hat",), ["solo hat_c"]),
    (("you can drive for a bit",), ["jam auto"]),
    (("save this as noon", "much wilder", "oh wow, way too mad, back to noon"), ["scene recall noon"]),
    (("save this as base", "energy 30", "lol too dark, so back to base"), ["scene recall base"]),
])
def test_what_is_said_beside_a_wish_is_no_act(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize(("lines", "path"), [
    (("the closed hat sparser", "a little back up"), "hat_c.density.target"),
    (("kick softer", "ok slightly back up"), "kick.velocity"),
    (("the open hat busier", "now a bit back down"), "hat_o.density.target"),
])
def test_a_bit_back_moves_what_was_moved_and_nothing_else(lines: tuple[str, ...], path: str) -> None:
    *_, reply = replies(*lines)
    assert {one.get("path") for one in reply.commands} == {path}


@pytest.mark.parametrize("line", ["too slow for you?", "is it too loud?", "a bit too busy, you think?"])
def test_a_question_of_too_much_offers_and_does_nothing(line: str) -> None:
    reply = replies(line)[-1]
    assert not reply.commands
    assert "shall I do it?" in reply.reply


@pytest.mark.parametrize(("line", "told"), [
    ("snare is out?", "snare is muted"), ("so the kick is muted?", "kick is in"),
    ("the clap is still on, right?", "clap"),
])
def test_a_statement_with_a_question_mark_asks(line: str, told: str) -> None:
    reply = replies("mute the snare", line)[-1]
    assert not reply.commands
    assert told in reply.reply


@pytest.mark.parametrize(("lines", "done"), [
    (("the snare is weak, it needs more level", "still so good"), []),
    (("mute the clap", "the crowd is in, unmute the clap"), ["unmute clap"]),
    (("mute the snare, guests get tired, then mute the clap",), ["mute clap", "mute snare"]),
    (("mute the kick", "bring the kick back", "no, leave it off"), ["mute kick"]),
    (("mute the clap", "mute the kick", "bring the kick back", "leave it off"), ["mute kick"]),
])
def test_a_wish_of_its_own_is_no_aside(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


def test_what_they_need_is_a_wish() -> None:
    *_, reply = replies("the hats are dull, they need more swing")
    assert {one.get("path") for one in reply.commands} >= {"hat_c.swing_percent", "hat_o.swing_percent"}
