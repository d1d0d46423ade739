"""An act, a layer, a time and an order of clauses mean the same together, whoever put them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.offline.understand import understand
from agent.requests import LoadNamed, Transport
from engine import start
from engine.commands import Cancel, Fill, Hit, Lock, Mark, Mute, Scene, Set, Solo, Tempo, Undo, Unmute, Watch
from engine.when import When
from sequencer.folders import find_config
from tests.thorough import tries

if TYPE_CHECKING:
    from agent.offline.understand import Asked
    from agent.requests import Request

STATE: Final = start(find_config("m4_showcase").config)
ALONE: Final = (
    "solo {}", "only {}", "just {}", "{} only", "{} alone", "nothing but {}", "{} on its own", "keep only {}",
    "leave just {}", "play only {}", "let only {} play", "strip it down to {}",
    "take it down to just {}",
    "bring everything back to {}", "{} and nothing else", "only {} plays", "have {} play alone",
    "everything stops, only {} stays", "put {} in solo", "let the students hear {} alone", "{} by its lonesome",
)
LAYERS: Final = {
    "the kick": "kick", "the snare": "snare", "the clap": "clap", "the closed hat": "hat_c", "the open hat": "hat_o",
}
ACTS: Final = {
    "mute {}": Mute, "take {} out": Mute, "kill {}": Mute, "bring {} back": Unmute,
    "drop {} back in": Unmute,
}
TIMES: Final = {
    "": None, "now": None, "on the next bar": None, "on the downbeat": None, "from now on": None,
    "in 4 bars": When(in_bars=4), "after four bars": When(in_bars=4), "4 bars from now": When(in_bars=4),
    "in a bar": When(in_bars=1), "at bar 65": When(at_bar=64), "starting at bar 65": When(at_bar=64),
    "on the next phrase": When(phrase=True), "when the phrase turns": When(phrase=True),
    "after this phrase": When(phrase=True), "at the phrase change": When(phrase=True),
    "next time round": When(phrase=True),
}
LENGTHS: Final = {
    "for 8 bars": 8, "for a bar": 1, "over the next 8 bars": 8, "for a whole phrase": 8, "for a four bar stretch": 4,
    "for a couple of bars": 2, "for a full 8 bars": 8,
}
ORDERS: Final = ("{act} {time}", "{time} {act}", "{act}, {time}", "{time}, {act}")


def asked(text: str) -> list[Asked]:
    return understand(text, STATE, ("tribal", "hard", "warehouse")).asked


def requests(text: str) -> list[Request]:
    return [one.request for one in asked(text)]


@settings(max_examples=tries(150))
@given(st.sampled_from(sorted(ACTS)), st.sampled_from(sorted(LAYERS)), st.sampled_from(sorted(TIMES)),
       st.sampled_from(ORDERS))
def test_an_act_has_its_time_in_any_order(act: str, layer: str, time: str, order: str) -> None:
    said = order.format(act=act.format(layer), time=time).strip(" ,")
    (found,) = asked(said)
    assert (found.request, found.when) == (ACTS[act](LAYERS[layer]), TIMES[time]), said


def test_the_one_is_the_next_bar_line() -> None:
    assert asked("mute the clap on the one") == asked("mute the clap") != []


@settings(max_examples=tries(60))
@given(st.sampled_from(sorted(LAYERS)), st.sampled_from(sorted(LENGTHS)))
def test_a_mute_lasts_as_long_as_is_said(layer: str, length: str) -> None:
    assert requests(f"take {layer} out {length}") == [Mute(LAYERS[layer], LENGTHS[length])]


@pytest.mark.parametrize("said", ALONE)
def test_a_layer_sounds_alone_whatever_the_words(said: str) -> None:
    for layer, name in LAYERS.items():
        assert requests(said.format(layer)) == [Solo(name)], said.format(layer)


@pytest.mark.parametrize(("said", "meant"), [
    ("it's rushing, sit back a bit", "sit back a bit"), ("it sounds robotic, make it more human", "make it more human"),
    ("make it groovier, it is too straight", "make it groovier"),
    ("shorten the open hats, they ring too long", "shorten the open hats"),
    ("it's too busy, thin the hats", "thin the hats"),
])
def test_a_reason_is_no_wish_of_its_own(said: str, meant: str) -> None:
    assert asked(said) == asked(meant) != []


def test_a_complaint_alone_is_a_wish() -> None:
    assert requests("it's too busy") == requests("less busy") != []


@pytest.mark.parametrize(("said", "wanted"), [
    ("kick and bass out, keep the hats rolling for 8 bars", [Mute("kick", 8)]),
    ("mute the clap until bar 57", [Mute("clap"), Unmute("clap")]),
    ("four bars of just hats, then everyone in", [Solo("hat_c", 4), Solo("hat_o", 4)]),
    ("add a clap on step 15 for 4 bars", [Hit("clap", 14), Hit("clap", 14, None)]),
    ("more variation, but leave the clap out of it", [Set("phrase.variation", 0.45), Lock("clap")]),
    ("leave the clap and kick, the other ones out", [Mute("hat_c"), Mute("hat_o"), Mute("snare")]),
    ("i liked it better a minute ago, undo the last thing", [Undo(1)]),
    ("undo, undo", [Undo(1), Undo(1)]),
    ("hats on the off beats only", [Set(f"{hat}.offbeats_only", to=True) for hat in ("hat_c", "hat_o")]),
    ("the clap i don't like, take him away", [Mute("clap")]),
    ("pitch it up to 134.5", [Tempo(134.5)]), ("nudge it up half a bpm", [Tempo(132.5)]),
    ("make the phrases 16 bars long", [Set("phrase.bars", 16)]), ("hat_o over 12 steps", [Set("hat_o.steps", 12)]),
    ("straighten out the closed hat", [Set("hat_c.swing_percent", 0.5)]),
    ("more ghosts on the clap", [Set("clap.ghost_pre1_prob", 0.4)]),
    ("kick off the music again", [Transport("play")]), ("16 bars more like that and then stop", [Transport("stop")]),
    ("throw on something tribal", [LoadNamed("tribal")]), ("in 16 bars swap to hard", [LoadNamed("hard")]),
    ("note this spot for the edit: crowd", [Mark("crowd")]),
    ('call this "peak b" and store it', [Scene("save", "peak_b")]),
])
def test_what_is_said_in_other_words_is_done(said: str, wanted: list[Request]) -> None:
    assert requests(said) == wanted


def test_a_scene_is_named_behind_another_wish() -> None:
    first, *_, last = requests("save the scene as A, then thin the hats out and call that B")
    assert (first, last) == (Scene("save", "A"), Scene("save", "B"))


def test_a_score_is_watched_with_an_eye_on_it() -> None:
    (found,) = requests("keep an eye on entrainment, when it falls under .85 back off the syncopation")
    assert isinstance(found, Watch)
    assert (found.what, found.op, found.value) == ("E", "<", 0.85)


def test_a_roll_into_something_is_a_fill() -> None:
    assert requests("play a roll into the next eight")[0] == Fill(1)


def test_a_plan_is_taken_off_by_what_it_does() -> None:
    assert Cancel("all") not in requests("cancel that stop")  # there is none
    assert requests("cancel that stop") == []
