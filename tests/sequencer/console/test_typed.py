"""A typed line becomes the command it says, or a sentence about how it is written."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import commands as ask
from engine import start
from engine.arc_plan import Arc, Section
from engine.config import Config, Layer
from engine.control import ClockWish
from engine.when import When
from sequencer.console.typed import HELP, READERS, Local, Mistyped, Typed, typed
from sequencer.console.typed_clock import read_clock, read_shift
from sequencer.console.typed_move import Move
from sequencer.console.typed_values import value_of
from sequencer.console.typed_words import Misread

CONFIG = start(Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer()})).config


@pytest.mark.parametrize(("line", "found"), [
    (":play", Move("play")), (":play from 5", Move("play", 4)), (":stop", Move("stop")),
    (":continue", Move("continue")), (":panic", Move("panic")),
    (":bpm 140", ask.Tempo(140.0)), (":bpm 140 over 8", ask.Tempo(140.0, 8)),
    (":bpm +2 over 1 bar", ask.Tempo(134.0, 1)),
    (":set hat_c.density 0.6", ask.Set("hat_c.density", 0.6)),
    (":set hat_c.density +0.05", ask.Set("hat_c.density", 0.75)),
    (":set hat_c.density -0.2", ask.Set("hat_c.density", 0.5)),
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
    assert typed(line, CONFIG) == (found, None)


def test_mutes_act_where_the_performer_has_said() -> None:
    assert typed(":mute kick", CONFIG, "now")[0] == ask.Mute("kick", None, "now")
    assert typed(":mute kick bar", CONFIG, "now")[0] == ask.Mute("kick", None, "bar")


@pytest.mark.parametrize(("line", "found", "when"), [
    (":mute kick in 8", ask.Mute("kick"), When(in_bars=8)),
    (":mute kick 4 in 8", ask.Mute("kick", 4), When(in_bars=8)),
    (":mute kick for 4 at 65", ask.Mute("kick", 4), When(at_bar=64)),
    (":fill 2 every 16", ask.Fill(2), When(every_bars=16)),
    (":fill every 16 at 65", ask.Fill(1), When(at_bar=64, every_bars=16)),
    (":drop for 8 at phrase", ask.Drop(8), When(phrase=True)),
    (":scene recall one over 16 on phrase 32", ask.Scene("recall", "one", 16), When(phrase=32)),
    (":bpm 140 over 8 in 4", ask.Tempo(140.0, 8), When(in_bars=4)),
    (":set hat_c.density 0.6 at 17", ask.Set("hat_c.density", 0.6), When(at_bar=16)),
    (":freeze on in 2", ask.Freeze(), When(in_bars=2)), (":stop in 8", Move("stop"), When(in_bars=8)),
    (":load m4_showcase at phrase", Local("load", ("m4_showcase",)), When(phrase=True)),
    (":record start best at 33", Local("record", ("start", "best")), When(at_bar=32)),
    (":hit clap 13", ask.Hit("clap", 12), None), (":hit clap 13 off", ask.Hit("clap", 12, on=False), None),
    (":hit clap 13 free in 4", ask.Hit("clap", 12, None), When(in_bars=4)), (":lock hat_c", ask.Lock("hat_c"), None),
    (":unlock hat_c at 9", ask.Unlock("hat_c"), When(at_bar=8)), (":mark", ask.Mark(), None),
    (":mark drop in 8", ask.Mark("drop"), When(in_bars=8)), (":phrase here", ask.Phrase(), None),
    (":arc", ask.Arc(), None), (":arc off at phrase", ask.Arc(on=False), When(phrase=True)),
    (":hold", ask.Hold(), None),
    (":when S > .6 then mute hat_o", ask.Watch("S", ">", 0.6, ask.Mute("hat_o")), None),
    (":when hits 2 over 10 for 2 then set 2.density -.1 again 4",
     ask.Watch("hits", ">", 10.0, ask.Set("hat_c.density", 0.6), "hat_c", 2, -0.1, 4), None),
    (":when hits kick > 0 for 2 anew then fill", ask.Watch("hits", ">", 0.0, ask.Fill(), "kick", 2, anew=True), None),
    (":when energy under 50% then fill", ask.Watch("energy", "<", 0.5, ask.Fill()), None),
    (":when section is drop then set thin_bias -.2",
     ask.Watch("section", "=", "drop", ask.Set("thin_bias", -0.2)), None),
    (":hold off in 8", ask.Hold(on=False), When(in_bars=8)),
    (":cancel 3", ask.Cancel("3"), None), (":cancel all", ask.Cancel("all"), None), (":agenda", Local("agenda"), None),
    (":scene rename a b", ask.Scene("rename", "a", to="b"), None), (":scene delete a", ask.Scene("delete", "a"), None),
    (":load x with tempo", Local("load", ("x", "with", "tempo")), None),
])
def test_a_time_stands_at_the_end_and_a_length_stays_with_the_command(
    line: str, found: Typed, when: When | None
) -> None:
    assert typed(line, CONFIG) == (found, when)


def test_a_section_is_named_as_the_arc_of_the_config_names_it() -> None:
    arc = Arc(sections=(Section(name="intro", bars=8), Section(name="drop", bars=16)))
    config = CONFIG.model_copy(update={"arc": arc})
    assert typed(":section drop", config) == (ask.Section("drop"), None)
    assert typed(":section next in 8", config) == (ask.Section("next"), When(in_bars=8))
    with pytest.raises(Mistyped, match="did you mean drop"):
        typed(":section drup", config)


def test_a_mute_that_has_a_time_does_not_act_at_once() -> None:
    assert typed(":mute kick in 8", CONFIG, "now") == (ask.Mute("kick"), When(in_bars=8))


@pytest.mark.parametrize("line", [
    ":mute kick at 0", ":mute kick in 0", ":fill every 0", ":undo in 4", ":save mine at 9", ":play in 4", ":panic in 4",
    ":hit clap", ":hit clap x", ":hit clap 1 maybe", ":cancel", ":cancel x", ":lock", ":mark a b", ":phrase there",
    ":fill at phrase 7", ":mute kick for", ":arc maybe", ":hold on off", ":section", ":section drop",
])
def test_what_is_no_time_is_answered_with_how_it_is_written(line: str) -> None:
    with pytest.raises(Mistyped, match="write :"):
        typed(line, CONFIG)

@pytest.mark.parametrize("line", [
    ":bpm", ":bpm fast", ":bpm nan", ":bpm inf", ":bpm 140 over", ":set x", ":set a b c", ":target X 1 2", ":target S",
    ":target S a b", ":mute", ":mute kick x", ":fill a", ":drop", ":drop 1 2", ":scene", ":scene load a", ":undo x",
    ":freeze maybe", ":load", ":save a b", ":why kick", ":play 3", ":play from 0", ":stop now", ":set hat_c.density +x",
])
def test_a_wrong_shape_says_how_it_is_written(line: str) -> None:
    with pytest.raises(Mistyped) as caught:
        typed(line, CONFIG)
    assert str(caught.value).endswith(f"; write {HELP[line[1:].split(maxsplit=1)[0]]}")


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


def test_a_clock_is_named_with_its_port_or_its_phrase_and_options() -> None:
    assert read_clock(["in", "tr-8", "tempo"]) == ClockWish("in", "tr-8", follow="tempo")
    assert read_clock(["link"]) == ClockWish("link")
    assert read_clock(["link", "8", "nosend"]) == ClockWish("link", bars=8, send=False)
    assert read_clock(["jack", "tempo"]) == ClockWish("jack", follow="tempo")
    assert read_clock(["link", "transport"]) == ClockWish("link", follow="transport")
    assert read_clock(["here"]) == ClockWish(here=True)
    with pytest.raises(Misread, match="number of bars"):
        read_clock(["link", "3"])
    with pytest.raises(Misread, match="option"):
        read_clock(["link", "8", "9"])
    assert read_clock(["in", "tr-8", "offset", "-200"]) == ClockWish("in", "tr-8", offset_ms=-200.0)
    with pytest.raises(Misread, match=r"^\"201\" is outside -200..200 ms$"):
        read_clock(["in", "tr-8", "offset", "201"])


@pytest.mark.parametrize(("word", "ms"), [("500", 500.0), ("-500", -500.0), ("+=5", 45.0), ("-=5", 35.0), ("0", 0.0)])
def test_a_shift_is_a_number_of_ms_or_moves_the_one_there_is(word: str, ms: float) -> None:
    assert read_shift(word, 40.0) == ms


@pytest.mark.parametrize("word", ["501", "-900", "+=501", "-=1e9"])
def test_a_shift_out_of_range_names_its_range(word: str) -> None:
    with pytest.raises(Misread, match=r"is outside -500..500 ms$"):
        read_shift(word, 0.0)


@pytest.mark.parametrize("word", ["NaN", "[NaN]", "[1e999]"])
def test_what_json_does_not_know_is_a_word_and_no_number(word: str) -> None:
    assert value_of(CONFIG, "hat_c.conditions", word) == word
