"""Every parameter of docs/params.md has a plain name, and each name turns the parameter that its table says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import typer

from agent.offline.console_lines import LINES, console_line
from agent.offline.named_parameters import BANDS, MODULATOR, NAMES, WORDS, named
from agent.offline.understand import understand
from agent.offline.vocabulary import table
from engine import start
from engine.commands import Mute, Phrase, Set, Target, Tempo
from engine.parameters import parameter, read
from engine.when import When
from sequencer.commands.cli import app
from sequencer.console.typed import HELP
from sequencer.folders import find_config

if TYPE_CHECKING:
    from agent.offline.understand import Asked
    from agent.requests import Request

CONFIG: Final = find_config("m4_showcase").config
STATE: Final = start(CONFIG)
COMMANDS: Final = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group's
DOCS: Final = Path(__file__).parents[2] / "docs" / "params.md"
LIVE: Final = DOCS.read_text(encoding="utf-8").partition("# Keys of a config")[0]
PATHS: Final = re.findall(r"^\| `([^`]+)`", LIVE, re.MULTILINE)
TYPED: Final = frozenset({"LAYER.port", "LAYER.conditions", "LAYER.velocity", "phrase.turns"})
"""What holds no number and is asked about, with what to type."""


def placed(path: str) -> str:
    return path.replace("LAYER", "hat_c").replace("NAME", "sway")


def wished(path: str, name: str, rest: str) -> str:
    whose = " of the closed hat" if path.startswith("LAYER") else " of the sway" if "NAME" in path else ""
    return f"set the {name.removeprefix('the ')}{whose} {rest}"


def does(text: str) -> list[Request]:
    found = named(text, CONFIG, 8)
    assert found is not None, text
    assert isinstance(found.does, list), (text, found.does)
    return found.does


def asked(text: str) -> list[Asked]:
    found = understand(text, STATE, ())
    assert found.question is None, (text, found.question)
    return found.asked


def refused(text: str) -> bool:
    found = understand(text, STATE, ())
    return not found.asked


def test_every_parameter_of_the_docs_has_a_plain_name() -> None:
    known = {path.replace("LAYER", "hat_c") for path in NAMES.values()}
    assert not [path for path in PATHS if path not in known]


@pytest.mark.parametrize("name", list(NAMES))
def test_each_name_turns_the_parameter_of_its_table(name: str) -> None:
    path = placed(NAMES[name])
    known = parameter(CONFIG, path)
    assert known is not None
    if NAMES[name] in TYPED:
        found = named(wished(NAMES[name], name, "to 3"), CONFIG, 8)
        assert found is not None
        assert path in str(found.does)
        return
    if known.kind == "bool":
        requests = does(wished(NAMES[name], name, "off" if read(CONFIG, path) else "on"))
    else:
        now = read(CONFIG, path)
        range_ = [0.5 if known.low is None else known.low, 16 if known.high is None else known.high]
        ends = [4, 16] if path == "phrase.bars" else range_
        goal = next(end for end in ends if end != now)
        requests = does(wished(NAMES[name], name, f"to {goal:g}"))
    assert [one.path if isinstance(one, Set) else "bpm" for one in requests if isinstance(one, (Set, Tempo))] == [path]


@pytest.mark.parametrize("name", list(BANDS))
def test_each_name_of_a_band_moves_its_score(name: str) -> None:
    (up,) = does(f"raise the {name}")
    assert isinstance(up, Target)
    assert up.score == BANDS[name]
    assert does(f"set the {name} between .2 and .4") == [Target(BANDS[name], 0.2, 0.4)]


@pytest.mark.parametrize("noun", sorted(MODULATOR))
def test_each_word_for_a_modulator_lets_its_bounds_move(noun: str) -> None:
    assert does(f"widen the sway {noun}")
    assert does(f"more of the sway {noun}")


@pytest.mark.parametrize("word", list(WORDS))
def test_each_word_of_what_becomes_of_a_parameter_is_read(word: str) -> None:
    text = {
        "wide": f"{word} the sway", "narrow": f"{word} the sway", "fast": f"{word} the sway",
        "slow": f"{word} the sway",
        "on": f"offbeats only of the closed hat {word}", "little": f"raise the swell {word}",
        "much": f"raise the swell {word}", "reset": f"phrase variation {word}",
        "invert": f"{word} the mask of the closed hat", "half": f"{word} swing percent of the closed hat",
        "off": f"refractory of the closed hat {word}",
    }.get(WORDS[word], f"ghost velocity of the closed hat {word}")
    assert named(text, CONFIG, 8) is not None, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("put a refractory of 2 on the snare", [Set("snare.refractory_steps", 2)]),
        ("raise the refractory of the snare by 3", [Set("snare.refractory_steps", 3)]),
        ("sway between .5 and .6", [Set("modulators.sway.min_val", 0.5), Set("modulators.sway.max_val", 0.6)]),
        ("sway between .6 and .65", [Set("modulators.sway.max_val", 0.65), Set("modulators.sway.min_val", 0.6)]),
        ("lower bound of the sway to 51 percent", [Set("modulators.sway.min_val", 0.51)]),
        ("rotate the mask of the closed hat by -1", [Set("hat_c.rot", 2)]),
        ("invert the closed hat mask", [Set("hat_c.fills", -12)]),
        ("accent probability to 30%", [Set("accent.prob", 0.3)]),
        ("phrase length to 16 bars", [Set("phrase.bars", 16)]),
        ("louder ghosts on the snare", [Set("snare.ghost_velocity", 0.7125)]),
        ("ratchets softer", [Set("hat_c.ratchet_velocity", 0.6875)]),
        ("make the accents longer", [Set("accent.length_scale", 1.4688)]),
        ("kick protection off", [Set("guard.kick_immutable", to=False)]),
        ("void steps of the closed hat 1, 5 and 9", [Set("hat_c.density.void_steps", [1, 5, 9])]),
        ("the choke of the open hat off", [Set("hat_o.choke_with_note", None)]),
    ],
)
def test_a_wish_sets_what_it_says(text: str, expected: list[Request]) -> None:
    assert [one.request for one in asked(text)] == expected


def test_a_named_parameter_has_a_time_and_an_end() -> None:
    first, last = asked("refractory of 2 on the snare for 4 bars in 8 bars")
    assert (first.request, first.when) == (Set("snare.refractory_steps", 2), When(in_bars=8))
    assert (last.request, last.when) == (Set("snare.refractory_steps", 0), When(in_bars=12))


def test_a_named_parameter_stands_beside_another_wish() -> None:
    found = asked("refractory of 2 on the snare and mute the clap")
    assert [one.request for one in found] == [Set("snare.refractory_steps", 2), Mute("clap")]


@pytest.mark.parametrize(
    "text",
    [
        "refractory of 2", "refractory of 99 on the snare", "refractory of 1.5 on the snare",
        "do not change the refractory of the snare", "refractory of 2 on the snare unless it is loud",
        "refractory of 2 on the banjo", "raise and lower the refractory of the snare", "the refractory of the snare",
        "refractory of 2 on the snare and bake a cake", "sway between .1 and .9", "refractory of the snare 2 3",
        "sometimes a refractory of 2 on the snare",
    ],
)
def test_what_does_not_add_up_changes_nothing(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize("text", ["the phrase starts here", "reset the phrase counter", "a new phrase begins now"])
def test_a_phrase_begins_where_it_is_said(text: str) -> None:
    assert [one.request for one in asked(text)] == [Phrase()]


def test_every_line_of_the_console_is_reached_and_is_a_command() -> None:
    for one, entry in zip(LINES, table("console")["command"], strict=True):
        said = " ".join(group.split("/")[0] for group in entry["words"].split())
        answer = console_line(said)
        assert answer is not None
        assert one.usual in answer, (said, answer)
        program, _, command = one.line.partition(" ")
        assert program.removeprefix(":") in HELP or (program == "techno" and command.split()[0] in COMMANDS), answer


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("trim output 1 by -5 ms", ":trim 1 -5"), ("drop the trim on output 1 to minus 5", ":trim 1 -5"),
        ("turn the kit off, midi stays", ":listen off"), ("count me in", ":count-in BARS"),
        ("count us in for two", ":count-in 2"), ("learn the hat density on a knob", ":learn PATH"),
        ("measure the latency of output 1", ":trim OUTPUT measure PORT"),
        ("what does my controller do?", ":controllers"), ("let me drum the snare by hand", ":strike LAYER"),
        ("connect my midi controller", "techno controllers"), ("turn on osc", "techno osc"),
        ("control this from my tablet", "techno osc"), ("watch my config file", "techno watch CONFIG"),
        ("reload the config when i save it", "techno watch CONFIG"),
    ],
)
def test_what_only_the_console_does_gets_its_line(text: str, line: str) -> None:
    found = understand(text, STATE, ())
    assert f'"{line}"' in found.says
    assert not found.asked


@pytest.mark.parametrize(
    "text",
    [
        "trim the hats", "play a fill once", "reduce the hit count in 4 bars", "quantise the hats",
        "kick off the music", "back to the full kit", "stop at the end of the phrase", "drop the kit to just the kick",
        "close the hats", "leave the clap out", "more hats in the mix", "save the scene as peak",
        "load the config techno", "save the config as mine", "what does the snare do",
    ],
)
def test_what_the_chat_does_itself_gets_no_line(text: str) -> None:
    assert console_line(text) is None
