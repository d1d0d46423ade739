"""One line in, one answer out, and a script learns whether all went well."""

from __future__ import annotations

import asyncio
import random
import re
from typing import TYPE_CHECKING

import pytest

from engine.config_file import load_config
from sequencer.console.steering import Steering, plain_voice
from sequencer.console.typed import HELP
from tests.sequencer.door import Door
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.control import SessionControl
    from tests.sequencer.door import Played

WRONG = ("refused", "colon", "write", "no config", "no bar", "shell")
"""Words of answers to lines that were not carried out."""


@pytest.fixture
def configs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "configs"
    monkeypatch.setenv("TECH_ENGINE_CONFIGS_DIR", str(folder))
    return folder


def answers(tmp_path: Path, *lines: str, yes: bool = True) -> tuple[list[str], Steering]:
    """Type lines at a stopped session; return what was said."""
    said: list[str] = []
    clients: list[Steering] = []

    async def confirm(_question: str) -> bool:
        return yes

    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(said.append, confirm))
        clients.append(client)
        for line in lines:
            await client.line(line)
    path = tmp_path / "s"
    Door(path).run(scene)
    path.unlink(missing_ok=True)
    return said, clients[0]


@pytest.mark.parametrize(("line", "answer"), [
    (":set hat_c.swing_percent 0.7", "hat_c.swing_percent: now 0.7 from bar 1"),
    (":set hat_c.swing_percent 0.9",
     "hat_c.swing_percent: refused: 0.9 is outside 0.5..0.7 share"),
    (":set hat_c.swing 0.6",
     "hat_c.swing: refused: there is no parameter hat_c.swing (did you mean hat_c.swing_percent?)"),
    (":target S 0.3 0.5", "targets.S: now 0.3-0.5 from bar 1"),
    (":bpm 140", "bpm: now 140 from bar 1"),
    (":mute clap", "mute clap: from bar 1"),
    (":undo", "undo: refused: there is nothing to undo"),
    (":scene recall x", "scene recall x: refused: there is no scene x; there are none"),
    (":play", "playing"),
    (":stop", "stopped"),
    (":panic", "all notes are off"),
    ("techno stop --end", "that is a line for a shell; Ctrl-D gives the shell back, and the music plays on"),
    (":why kick 1", "no bar has sounded yet"),
    (":strike clap", "strike clap: done"), (":strike 3 90 step", "strike clap: done"),
    (":strike gong", "strike gong: refused: there is no layer gong; there are kick, hat_c, clap"),
    (":strike clap 200", f'"200" is not a velocity, a whole number in 1..127; write {HELP["strike"]}'),
    (":trim 1 -20", "output 1: out, trim -20 ms"),
    (":trim 9 0", '"9" is not an output, a whole number in 1..1; write ' + HELP["trim"]),
    (":quantise now", "mutes and solos act now"),
    (":record start", "record: refused: recording is off; start the session without --record off"),
    (":detach", "the music goes on; come back with techno attach"),
    ("make it groove", "commands begin with a colon; see :help"),
    (":load nothing_there", 'techno: config: there is no config "nothing_there"; see techno configs'),
])
def test_a_line_gets_one_answer(tmp_path: Path, configs: Path, line: str, answer: str) -> None:
    del configs
    said, client = answers(tmp_path, line)
    assert said == [answer]
    assert client.failed == any(word in answer for word in WRONG)


def test_an_empty_line_is_nothing(tmp_path: Path) -> None:
    assert answers(tmp_path, "", "  \n")[0] == []


def test_what_is_saved_can_be_loaded_and_is_never_overwritten(tmp_path: Path, configs: Path) -> None:
    said, client = answers(
        tmp_path, ":set kick.velocity 77", ":save mine", ":set kick.velocity 99", ":save mine", ":load mine",
        ":save ../x",
    )
    path = configs / "mine.json"
    assert said[1] == f"saved {path}"
    assert said[3] == f"{path} is there already; choose another name"
    assert said[4] == "load mine: from bar 1"
    assert said[5] == "a config's name is 1..32 letters, digits, - or _"
    assert client.failed
    assert load_config(path).layers["kick"].velocity == 77
    assert [one.name for one in configs.iterdir()] == ["mine.json"]


def test_what_is_saved_says_which_holds_of_hands_a_config_cannot_keep(tmp_path: Path, configs: Path) -> None:
    said, _ = answers(tmp_path, ":hit clap 13", ":hit kick 5 off", ":lock clap", ":save held")
    assert said[3] == (
        f"saved {configs / 'held.json'}; not in it, which a config cannot hold: hits by hand on clap (13), "
        "hits by hand on kick (5 off), lock clap"
    )


def test_quit_ends_the_session_after_one_confirming_key(tmp_path: Path) -> None:
    said, client = answers(tmp_path, ":quit", yes=False)
    assert (said, client.done, client.ended) == (["the session goes on"], False, False)
    said, client = answers(tmp_path, ":quit")
    assert (said, client.done, client.ended) == (["the session has ended"], True, True)


def test_help_lists_every_command_and_status_says_how_it_stands(tmp_path: Path) -> None:
    said, _ = answers(tmp_path, ":help")
    assert len(said) > 20
    said, _ = answers(tmp_path, ":status")
    assert said[0] == "stopped: mine, before its first bar, 132 BPM, clock off"
    assert "recording: off" in said


@pytest.mark.parametrize(("line", "answers_wanted"), [
    (":about", ["Techno Rhythm Engine", "session main, files in "]),
    (":clock", ["our own clock, 132 BPM; MIDI clock is not sent"]),
    (":port", ["output 1: out (open)", "every layer goes to output 1", "outputs are chosen at the start"]),
    (":history", ["nothing has been changed that could be undone"]),
    (":help bpm", ["write :bpm N [over BARS]", "From the next bar line"]),
    (":help hat_c.swing_percent", ["hat_c.swing_percent: ", "now 0.55; 0.5..0.7 share, at most 0.025 a bar"]),
    (":help kick.fills", ["kick.fills: ", "now "]),
    (":help mutt", ["there is no help on mutt (did you mean mute?)"]),
    (":record", ["record: refused: recording is off"]),
    (":why", ["a layer is missing; write :why LAYER STEP [BAR]"]),
    (":history x", ['"x" is not a number of steps, a whole number in 1..64; write :history']),
    (":quantise never", ['"never" is no line; it is one of now, beat, bar, phrase; write :quantise']),
    (":record maybe", ['"maybe" is no act; it is one of start, stop; write :record']),
    (":why kick one", ['"one" is not a step, a whole number in 1..16; write :why']),
])
def test_it_tells_how_things_stand(tmp_path: Path, configs: Path, line: str, answers_wanted: list[str]) -> None:
    del configs
    said, _ = answers(tmp_path, line)
    assert len(said) == len(answers_wanted)
    assert all(one.startswith(wanted) for one, wanted in zip(said, answers_wanted, strict=True)), said


def test_history_tells_what_was_changed_the_newest_first(tmp_path: Path) -> None:
    said, _ = answers(tmp_path, ":bpm 140", ":mute clap", ":set hat_c.density +0.05", ":history", ":history 1")
    assert said[3:6] == [
        "1. set hat_c.density: hat_c.density.target 0.7 to 0.75", "2. mute clap", "3. tempo: bpm 132 to 140",
    ]
    assert said[6:] == [said[3]]


def test_help_on_keys_lists_them(tmp_path: Path) -> None:
    said, _ = answers(tmp_path, ":help keys")
    assert any("Ctrl-X panic" in line for line in said)


class Echo:
    """A bandmate that says back what it hears."""

    model = "echo"

    async def turn(self, text: str, show: Callable[[str], None]) -> str:
        show("I hear ")
        return f"heard {text}\x1b"

    async def jam(self, say: Callable[[str], None]) -> None:
        say("it jams")


def test_a_sentence_goes_to_the_bandmate(tmp_path: Path) -> None:
    said: list[str] = []

    async def confirm(_question: str) -> bool:
        return True

    async def scene(session: SessionControl, _played: Played) -> None:
        await Steering(session, plain_voice(said.append, confirm), Echo()).line("more hats")
    Door(tmp_path / "s").run(scene)
    assert said == ["heard more hats"]


def test_relative_values_typed_in_one_breath_add_up() -> None:
    said: list[str] = []

    async def confirm(_question: str) -> bool:
        return True

    async def scene(session: SessionControl, played: Played) -> None:
        steering = Steering(session, plain_voice(said.append, confirm))
        played.held = True
        typing = [asyncio.create_task(steering.line(":set hat_c.density +0.05")) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        played.held = False
        await asyncio.gather(*typing)
        assert (await session.state()).config.layers["hat_c"].density is not None
        await steering.line(":help hat_c.density.target")
    Door(None).run(scene)
    assert said[-1].startswith("now 0.85;")


def test_a_relative_value_counts_from_what_holds_and_not_from_what_was_asked_and_taken_back(tmp_path: Path) -> None:
    lines = (":set kick.velocity 50", ":undo", ":set kick.velocity +5", ":bpm 140", ":undo", ":bpm +2")
    said, _ = answers(tmp_path, *lines)
    assert said[2] == "kick.velocity: now 117 from bar 1"
    assert said[5] == "bpm: now 134 from bar 1"


def test_a_switch_turned_twice_in_a_bar_is_back_where_it_was() -> None:
    said: list[str] = []

    async def confirm(_question: str) -> bool:
        return True

    async def scene(session: SessionControl, played: Played) -> None:
        steering = Steering(session, plain_voice(said.append, confirm))
        await session.transport("play")
        played.held = True
        for _ in range(2):
            await steering.toggle("mute", 0)
            await steering.toggle("solo", 1)
        played.held = False
        await session.transport("stop")
        await steering.answered(steering.toggle("mute", 9))
        stage = (await session.state()).stage
        assert (stage.mutes, stage.solos) == ((), ())
    Door(None).run(scene)
    assert [line.split(":")[0] for line in said] == [
        "mute kick", "solo hat_c", "unmute kick", "unsolo hat_c", "there is no layer 10; there are 3",
    ]


FUZZ_LINES = tries(10_000)
FUZZ_WORDS = [
    *HELP, *"kick kick hat_c hat_c hat_c.density bpm guard.min_E modulators.x.tau S T 1 1 2 0.4 -1 0".split(),
    *"999999999999 1e400 nan".split(),
    *"+0.1 - over now bar beat save recall on off null true [1,2] {} ../x /etc/passwd keys from start".split(),
    '"', "'", "\\", "\x00", "\x1b[2J", "\u202e", "\ud7ff", "é", "日本", "x" * 2000, "[" * 500, "٣", "²", "\u2028", "",
]


FUZZ_SHAPES = (
    ":set hat_c.density 0.6", ":set hat_c.swing_percent +0.01", ":bpm 140 over 4", ":target S 0.3 0.5", ":fill 2",
    ":mute kick 4 now", ":solo clap 2", ":drop 8", ":scene save a", ":scene recall a over 4", ":undo 3", ":redo 1",
    ":why kick 3 1", ":trim 1 -12", ":help hat_c.rot", ":history 3", ":load m4_showcase", ":save mine", ":freeze on",
    ":record start one", ":listen on",
)


def fuzzed(draw: random.Random) -> str:
    """Return a line that is nearly a command, or nothing like one."""
    if draw.random() < 0.6:
        words = draw.choice(FUZZ_SHAPES).split()
        if draw.random() < 0.8:
            words[draw.randrange(len(words))] = draw.choice(FUZZ_WORDS)
        return " ".join(words)
    begun = draw.choice([*HELP, *FUZZ_WORDS])
    return " ".join([":" * (draw.random() < 0.9) + begun, *draw.choices(FUZZ_WORDS, k=draw.randrange(4))])


def test_thousands_of_lines_raise_nothing_and_each_is_answered(tmp_path: Path, configs: Path) -> None:
    del configs, tmp_path
    draw = random.Random(4)
    said: list[str] = []

    async def confirm(_question: str) -> bool:
        return False

    async def scene(session: SessionControl, _played: Played) -> None:
        steering = Steering(session, plain_voice(said.append, confirm))
        for _ in range(FUZZ_LINES):
            line = fuzzed(draw)
            if re.match(r":*\s*(play|continue)", line.strip()):
                continue  # stopped, a line is answered at once
            said.clear()
            await steering.line(line)
            assert said or not line.strip(), line
            assert all(one.isprintable() for one in said), line
    Door(None).run(scene)
