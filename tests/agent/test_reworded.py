"""Lines that only the conversation makes plain: longer, swap it, once more, call this, 8 bars like that."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

SHOWN = ("command", "layer", "path", "name", "bpm", "bars", "over_bars")


def _done(*lines: str) -> list[str]:
    """Return the last line's commands, each as its name and its subject."""
    commands = replies(*lines)[-1].commands
    return sorted(
        " ".join(str(one[key]) for key in SHOWN if key in one) for one in commands
    )


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the snare for 4 bars", "longer"), ["mute snare 8"]),
    (("drop for 8 bars", "make it shorter"), ["drop 4"]),
    (("mute the hats", "swap it for the snare"), ["mute snare", "unmute hat_c", "unmute hat_o"]),
    (("solo the kick", "trade it for the clap"), ["solo clap", "unsolo kick"]),
    (("mute all but the kick", "everything back", "except the clap"), ["mute clap"]),
    (("mute the clap", "and the snare", "4 bars like that"), ["mute clap 4", "mute snare 4"]),
    (("tempo 128 slowly",), ["tempo 128.0 8"]),
    (("bpm 128 over 8 bars", "12"), ["tempo 128.0 12", "undo"]),
    (("tempo 128", "+2"), ["tempo 130.0 0"]),
    (("tempo 128", "-1.5 bpm"), ["tempo 126.5 0"]),
    (("call this dusk",), ["scene dusk"]),
    (("mute the clap", "name this spot chorus"), ["mark chorus"]),
    (("make the clap softer", "no, i meant gone"), ["mute clap"]),
    (("mute the snare", "a bit louder than it was"), ["set snare.velocity"]),
    (("thin the closed hat", "do the other one too"), ["set hat_o.density.target"]),
    (("mute the clap", "mute the snare", "undo", "again"), ["undo"]),
    (("give me a fill", "another one please"), ["fill 1"]),
    (("mute the snare", "bring everything back, don't wait"), ["unmute snare"]),
    (("mute the clap and the snare", "only the clap out, please"), ["unmute snare"]),
    (("kick softer", "could we have a drop of 4 bars"), ["drop 4"]),
    (("good evening! nice set. could the snare be softer",), ["set snare.velocity"]),
    (("mute the clap for 4 bars", "on reflection make it 8 if you don't mind"), ["mute clap 8"]),
    (("jam a little", "ok stop doing that"), ["jam"]),
    (("mute the clap", "stop doing that"), ["undo"]),
    (("more swing", "the closed hat i mean"), ["set hat_o.swing_percent"]),
    (("ratchets on the closed hat", "lots"), ["set hat_c.ratchet_prob"]),
])
def test_a_line_is_read_from_what_was_done_before(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("line", ["longer", "12", "+2", "again", "swap it for the snare", "except the clap", "lots"])
def test_without_a_conversation_such_a_line_does_none_of_it(line: str) -> None:
    *_, reply = replies(line)
    assert not {one["command"] for one in reply.commands} & {"mute", "unmute", "undo", "tempo"}


@pytest.mark.parametrize(("lines", "left"), [
    (("fill every 8", "mute the clap in 12 bars", "lose the first one"), 1),
    (("fill every 8", "mute the clap in 12 bars", "cancel the rest as well"), 0),
    (("fill every 8", "mute the clap in 12 bars", "drop the second one"), 1),
])
def test_plans_are_cancelled_by_their_place(lines: tuple[str, ...], left: int) -> None:
    *_, told = replies(*lines, "what is planned?")
    assert told.reply.count("at bar") == left, told.reply


def test_a_change_by_a_number_is_no_number_of_a_choice() -> None:
    *_, reply = replies("hats", "+1")
    assert not reply.commands


def test_what_would_happen_is_told_and_done_only_when_agreed_to() -> None:
    told, done = replies("what happens if i mute the clap", "do it")
    assert not told.commands
    assert [one["command"] for one in done.commands] == ["mute"]


@pytest.mark.parametrize("lines", [
    ("mute the snare for 4 bars", "longer"), ("mute the hats", "swap it for the snare"), ("tempo 128", "+2"),
    ("mute the clap", "and the snare", "4 bars like that"),
])
def test_undo_takes_such_a_line_back(lines: tuple[str, ...]) -> None:
    *_, last, undone = replies(*lines, "undo")
    assert last.commands
    assert [one["command"] for one in undone.commands] == ["undo"]
    assert not undone.refused
