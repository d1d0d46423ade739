"""A typed line becomes the command it says, or a sentence about how it is written."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import commands as ask
from engine import start
from engine.config import Config, Layer
from sequencer.console.typed import HELP, READERS, Local, Mistyped, Move, Typed, typed

CONFIG = start(Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer()})).config


@pytest.mark.parametrize(("line", "found"), [
    (":play", Move("play")), (":play from 5", Move("play", 4)), (":stop", Move("stop")),
    (":continue", Move("continue")), (":panic", Move("panic")),
    (":bpm 140", ask.Tempo(140.0)), (":bpm 140 over 8", ask.Tempo(140.0, 8)),
    (":bpm +2 over 1 bar", ask.Tempo(134.0, 1)),
    (":set hat_c.density 0.6", ask.Set("hat_c.density", 0.6)),
    (":set hat_c.density +0.05", ask.Set("hat_c.density", 0.75)),
    (":set hat_c.density -0.2", ask.Set("hat_c.density", 0.7 - 0.2)),
    (":set thin_bias -0.2", ask.Set("thin_bias", -0.2)),
    (":set kick.velocity +5", ask.Set("kick.velocity", 117)),
    (":set kick.fills -3", ask.Set("kick.fills", -3)),
    (":set guard.kick_immutable off", ask.Set(path="guard.kick_immutable", to=False)),
    (":set kick.velocity [100,90]", ask.Set("kick.velocity", [100, 90])),
    (":set kick.last_step null", ask.Set("kick.last_step", None)),
    (":set nothing.there 3", ask.Set("nothing.there", 3)),
    (":target S 0.35 0.5", ask.Target("S", 0.35, 0.5)), (":target h - 0.5", ask.Target("H", None, 0.5)),
    (":target S off", ask.Target("S", None, None)), (":target E 0.9", ask.Target("E", 0.9, None)),
    (":target T 8", ask.Target("T", None, 8.0)),
    (":mute kick", ask.Mute("kick")), (":mute kick 4", ask.Mute("kick", 4)),
    (":mute kick 4 now", ask.Mute("kick", 4, "now")), (":unmute kick beat", ask.Unmute("kick", "beat")),
    (":solo hat_c", ask.Solo("hat_c")), (":unsolo hat_c", ask.Unsolo("hat_c")),
    (":fill", ask.Fill(1)), (":fill 4", ask.Fill(4)), (":fill on", ask.Fill(None)), (":fill off", ask.Fill(0)),
    (":drop 8", ask.Drop(8)), (":scene save one", ask.Scene("save", "one")),
    (":scene recall one over 16", ask.Scene("recall", "one", 16)),
    (":undo", ask.Undo()), (":undo 3", ask.Undo(3)), (":redo", ask.Redo()),
    (":freeze on", ask.Freeze()), (":freeze off", ask.Unfreeze()),
    (":load m4_showcase", Local("load", ("m4_showcase",))), (":save mine", Local("save", ("mine",))),
    (":why kick 3", Local("why", ("kick", "3"))), (":status", Local("status")), (":quit", Local("quit")),
])
def test_a_line_says_one_thing(line: str, found: Typed) -> None:
    assert typed(line, CONFIG) == found


def test_mutes_act_where_the_performer_has_said() -> None:
    assert typed(":mute kick", CONFIG, "now") == ask.Mute("kick", None, "now")
    assert typed(":mute kick bar", CONFIG, "now") == ask.Mute("kick", None, "bar")


@pytest.mark.parametrize("line", [
    ":bpm", ":bpm fast", ":bpm nan", ":bpm inf", ":bpm 140 over", ":set x", ":set a b c", ":target X 1 2", ":target S",
    ":target S a b", ":mute", ":mute kick x", ":fill a", ":drop", ":drop 1 2", ":scene", ":scene load a", ":undo x",
    ":freeze maybe", ":load", ":save a b", ":why kick", ":play 3", ":play from 0", ":stop now", ":set hat_c.density +x",
])
def test_a_wrong_shape_says_how_it_is_written(line: str) -> None:
    with pytest.raises(Mistyped) as caught:
        typed(line, CONFIG)
    assert str(caught.value) == f"write {HELP[line[1:].split(maxsplit=1)[0]]}"


def test_an_unknown_command_names_the_nearest() -> None:
    with pytest.raises(Mistyped, match=r"did you mean freeze\?"):
        typed(":freez", CONFIG)
    with pytest.raises(Mistyped, match="quote is not closed"):
        typed(":set 'a", CONFIG)


def test_every_command_has_its_help() -> None:
    assert set(HELP) == set(READERS)


@given(st.text(max_size=60), st.sampled_from(sorted(READERS)))
def test_no_line_raises_anything_else(text: str, name: str) -> None:
    for line in (text, f":{name} {text}"):
        with suppress(Mistyped):
            typed(line, CONFIG)
