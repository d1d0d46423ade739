"""Every command typed wrongly says what is wrong: the range, or the nearest right thing. The transcript is golden."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from agent.practice import PracticeSession
from engine import commands as ask
from engine.config import Config, Layer
from engine.plain_text import printable
from sequencer.console.steering import Steering, plain_voice
from sequencer.console.times import TIMED
from sequencer.console.typed import HELP

if TYPE_CHECKING:
    from engine.state import SessionState

WRONG: Final = {
    "play": ("from", "from 0", "from two", "form 5", "from 5 now"),
    "count-in": ("0", "9", "now", "-1", "1 2"),
    "stop": ("now", "5", "--end", "kick", "bar 5"),
    "continue": ("from 5", "1", "now", "kick", "on"),
    "panic": ("now", "kick", "1", "off", "all"),
    "bpm": ("", "fast", "999", "-200", "130 ovr 8"),
    "set": ("", "hat_c.swing", "hat_c.swing .6", "hat_c.swing_percent 90%", "kick.note +5%"),
    "target": ("", "X .1 .2", "S 0.5", "S 2 3", "S .6 .3"),
    "mute": ("", "hatc", "9", "kick 0", "kick soon"),
    "unmute": ("", "klap", "0", "kick later", "kick bar bar"),
    "solo": ("", "hats_c", "6", "kick 2000", "kick 1.5"),
    "unsolo": ("", "snar", "-1", "kick 4", "kick now 4"),
    "quantise": ("", "bars", "phrase 5", "now 4", "16"),
    "fill": ("65", "-1", "half", "of", "2 3"),
    "drop": ("", "257", "-4", "all", "4 bras"),
    "hit": ("", "kick", "kick 17", "kick 0", "kick 3 maybe"),
    "strike": ("", "kick 0", "kick 128", "kick hard", "kick 90 80"),
    "lock": ("", "kik", "9", "kick clap", "on"),
    "unlock": ("", "kik", "0", "kick clap", "off"),
    "scene": ("", "sav one", "recall", "recall one", "save a/b"),
    "section": ("", "drop", "next now", "1", "nxt"),
    "arc": ("of", "1", "on off", "next", "play"),
    "hold": ("it", "4", "on on", "off now", "kick"),
    "phrase": ("there", "8", "here now", "hear", "off"),
    "agenda": ("all", "1", "clear", "kick", "now"),
    "jam": ("", "loud", "auto change 120%", "auto layers hats", "ghost energy 0.9..0.4"),
    "when": ("", "S > .5", "X > 1 then fill", "hits > 2000 then fill", "S > .5 for 0 then fill 99"),
    "cancel": ("", "one", "9", "-1", "1 2"),
    "undo": ("0", "-1", "65", "all", "1 2"),
    "redo": ("0", "x", "65", "1 1", "-3"),
    "freeze": ("of", "1", "on off", "bar", "now"),
    "load": ("", "m4_showcas", "nothing_like_it", "m1_backbone with", "m1_backbone no tempo"),
    "save": ("", "a b", "../up", "two names", "a/b"),
    "record": ("begin", "stat", "start a b", "1", "stop now please"),
    "mark": ("a b", "one two three", "1 2", "x y", "here and there"),
    "port": ("1", "list", "on", "out", "2 3"),
    "trim": ("", "1", "9 5", "1 x", "one 5"),
    "listen": ("of", "1", "on off", "kit", "now"),
    "clock": ("midi", "lnik", "in tr-8 offset", "in x offset far", "own now"),
    "shift": ("", "far", "5 ms", "900", "+="),
    "learn": ("", "hat_c.swong", "mute nobody", "hit clap 17", "hat_c.velocity"),
    "controllers": ("forget", "forget 0", "forget x", "remember 1", "forget 1 2"),
    "status": ("all", "1", "-v", "kick", "now"),
    "why": ("kick", "kick 0", "kick 17", "kik 3", "kick 3 x"),
    "heard": ("0", "17", "x", "-1", "4 4"),
    "history": ("0", "x", "-1", "99", "1 2"),
    "help": ("nosuch", "hat_c.swing", "sset", "two words", "9.velocity"),
    "about": ("me", "1", "all", "-h", "it all"),
    "detach": ("now", "1", "all", "kick", "and stop"),
    "quit": ("now", "1", "y", "yes", "really now"),
}
"""What stands behind each command, in five wrong ways. Ours."""
LAYERS: Final = {name: Layer() for name in ("kick", "hat_c", "hat_o", "snare", "clap")}
GOLDEN: Final = Path(__file__).with_name("mistyped.txt")
"""`python -m tests.sequencer.console.test_mistyped` writes it anew."""


def fresh() -> tuple[PracticeSession, Steering, list[str]]:
    said: list[str] = []

    async def no(_question: str) -> bool:
        return False

    session = PracticeSession.of(Config(mode="m4", layers=LAYERS), "practice")
    return session, Steering(session, plain_voice(said.append, no)), said


async def answered(line: str) -> tuple[list[str], bool, bool]:
    """Return the answer to a line, whether it failed, and whether the music is as it was."""
    session, steering, said = fresh()
    before: SessionState = await session.state()
    await steering.line(line)
    return said, steering.failed, await session.state() == before


def test_each_command_is_typed_wrongly_in_five_ways() -> None:
    assert list(WRONG) == list(HELP)
    assert {len(ways) for ways in WRONG.values()} == {5}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_wrong_line_changes_nothing_and_is_answered_in_one_line_that_is_no_fault_of_the_program(name: str) -> None:
    for way in WRONG[name]:
        said, failed, same = asyncio.run(answered(f":{name} {way}".strip()))
        assert failed, way
        assert same, way
        assert len(said) == 1, said
        assert printable(said[0]) == said[0]
        for foreign in ("Error", "Input should", "int()", "unpack", "tuple", "None"):
            assert foreign not in said[0]


def transcript() -> str:
    lines = []
    for name, pairs in groupby(((name, way) for name, ways in WRONG.items() for way in ways), key=lambda pair: pair[0]):
        for _, way in pairs:
            line = f":{name} {way}".strip()
            lines += [f"> {line}", *(f"  {text}" for text in asyncio.run(answered(line))[0])]
        lines.append("")
    return "\n".join(lines)


RIGHT: Final = {
    "stop": "", "bpm": "130", "set": "hat_c.density .6", "target": "S .2 .4", "mute": "kick", "unmute": "kick",
    "solo": "kick 4", "unsolo": "kick", "fill": "2", "drop": "4", "scene": "save one", "freeze": "on",
    "load": "m1_backbone", "record": "start take", "hit": "clap 3", "lock": "kick", "unlock": "kick", "mark": "here",
    "phrase": "here", "section": "next", "arc": "on", "hold": "on", "jam": "off",
}
"""Each command that can be planned, written as it should be."""
NO_TIMES: Final = ("in", "in 0", "in eight", "in -2", "in 1.5", "every", "every 1025", "at 0", "at phase")


@pytest.mark.parametrize("name", list(RIGHT))
@pytest.mark.parametrize("time", NO_TIMES)
def test_a_wrong_time_is_named_with_what_it_takes_and_nothing_is_done(name: str, time: str) -> None:
    said, failed, same = asyncio.run(answered(f":{name} {RIGHT[name]} {time}"))
    assert (failed, same, len(said)) == (True, True, 1), said
    allowed = {"in": "1..1000000", "every": "1..1024", "at": "a bar in 1..1000001, or phrase"}
    assert allowed[time.split(maxsplit=1)[0]] in said[0]


def test_every_command_that_can_be_planned_is_among_them() -> None:
    assert RIGHT.keys() == TIMED


@pytest.mark.parametrize(("line", "says"), [
    (":mute kick in 4 in 8", '"in 4 in 8" is two times; a command takes one of in, at BAR, at phrase, beside every'),
    (":bpm 130 at 1 at 2", '"at 1 at 2" is two times'), (":fill at phrase in 3", '"at phrase in 3" is two times'),
    (":fill every 4 every 8", '"every 4 every 8" is two times'),
    (":undo in 8", '"in 8" is too much; :undo is for now and takes no time; write :undo [STEPS]'),
    (":play at phrase", ":play is for now"), (":panic every 4", ":panic is for now"),
    (":fill at phrase 7", '"at phrase 7" is no time; at takes a bar in 1..1000001, or phrase [4|8|16|32]'),
    (":quit in 2", ":quit is for now"),
    (":save night in 8", ":save is for now"), (":why kick 1 at 8", ":why is for now"),
    (":", "there is no command :; see :help"), (":fill at phase", '"at phase" is no time (did you mean phrase?)'),
])
def test_two_times_and_times_of_what_is_for_now_are_refused(line: str, says: str) -> None:
    said, failed, same = asyncio.run(answered(line))
    assert (failed, same) == (True, True)
    assert said[0].startswith(says) or says in said[0]


@pytest.mark.parametrize(("line", "told"), [
    (":mute kick in 8 bars", "mute kick: planned for bar 9"), (":mute kick for 4 bars in 1 bar", "planned for bar 2"),
    (":mute kick in 8 for 4", "planned for bar 9"), (":drop 4 bars", "drop 4 bars: from"),
    (":fill every 16 bars at 65", "planned for bar 65"), (":stop in 32 bars", "planned for bar 33"),
])
def test_the_word_bars_may_stand_behind_their_number(line: str, told: str) -> None:
    said, failed, _ = asyncio.run(answered(line))
    assert not failed, said
    assert told in said[0]


def test_the_answers_are_these() -> None:
    assert transcript() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(("line", "path", "value"), [
    (":bpm -3", "bpm", 127.0), (":bpm +3", "bpm", 133.0), (":set bpm -=10", "bpm", 120.0),
    (":set kick.velocity -10", "kick.velocity", 102), (":set energy -10%", "energy", 0.9),
    (":set thin_bias -0.2", "thin_bias", -0.2), (":set thin_bias -=0.2", "thin_bias", -0.2),
    (":set kick.rot -2", "kick.rot", -2), (":set kick.rot +=3", "kick.rot", 3),
    (":set hat_c.swing_percent 57%", "hat_c.swing_percent", 0.57),
    (":set hat_c.swing_percent .57", "hat_c.swing_percent", 0.57),
    (":set hat_c.density +5%", "hat_c.density.target", 0.75), (":set 2.swing_percent +5%", "hat_c.swing_percent", 0.6),
    (":set accent.prob -50%", "accent.prob", 0.5),
])
def test_numbers_mean_what_a_performer_means(line: str, path: str, value: float) -> None:
    from engine.parameters import read

    async def moved() -> object:
        session, steering, said = fresh()
        await session.submit(ask.Tempo(130))
        await steering.line(line)
        assert not steering.failed, said
        return read((await session.state()).config, path)

    assert asyncio.run(moved()) == value


@pytest.mark.parametrize("line", [
    ":mute 1", ":solo 2", ":hit 1 3", ":lock 3", ":unlock 3", ":why 1 1", ":help 2.velocity",
])
def test_a_layers_number_works_where_its_name_does(line: str) -> None:
    said, failed, _ = asyncio.run(answered(line))
    assert not failed, said


@pytest.mark.parametrize(("letter", "word"), [
    ("E", "entrainment"), ("s", "syncopation"), ("D", "dispersion"), ("H", "entropy"), ("t", "timing"),
])
def test_help_on_a_letter_explains_the_score(letter: str, word: str) -> None:
    said, failed, _ = asyncio.run(answered(f":help {letter}"))
    assert not failed
    assert word in said[0]
    assert "write :target" in said[-1]


if __name__ == "__main__":
    GOLDEN.write_text(transcript(), encoding="utf-8")
