"""Every act takes every time, in any order and in any manners; every act is limited to any layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.offline.understand import understand
from agent.requests import LoadNamed, Transport
from engine import next_bar, start
from engine.commands import Drop, Fill, Freeze, Mute, Set, Solo, Tempo, Unmute
from engine.when import When
from sequencer.folders import find_config
from tests.agent.heard import replies
from tests.thorough import tries

if TYPE_CHECKING:

    from agent.offline.understand import Asked, Understood
    from agent.requests import Request
    from engine.state import SessionState


def _playing(bars: int) -> SessionState:
    state = start(find_config("m4_showcase").config)
    for _ in range(bars):
        state = next_bar(state)[0]
    return state


STATE: Final = _playing(3)
LINE: Final = 8
"""The bar at which the phrase ends."""
OUT: Final = ("mute the clap", "the clap out", "kill the clap", "take the clap out", "no clap", "the clap goes")
ACTS: Final[dict[str, type]] = {
    **dict.fromkeys(OUT, Mute), "bring the clap back": Unmute, "the clap back in": Unmute, "solo the clap": Solo,
    "only the clap": Solo, "a fill": Fill, "do a fill": Fill, "drop for 4": Drop, "tempo to 136": Tempo,
    "energy to 50%": Set, "swing to 57% on the closed hat": Set, "stop": Transport, "freeze": Freeze,
    "load tribal": LoadNamed,
}
TIMES: Final = {
    "from bar 65 onwards": When(at_bar=64), "from 65 on": When(at_bar=64), "at 65": When(at_bar=64),
    "@65": When(at_bar=64), "b65": When(at_bar=64), "when we get to 65": When(at_bar=64),
    "as of bar 65": When(at_bar=64), "4 bars from now": When(in_bars=4), "after four more bars": When(in_bars=4),
    "in about 4 bars": When(in_bars=4), "at the turn": When(phrase=True), "with the phrase": When(phrase=True),
    "next time the phrase comes round": When(phrase=True), "once the phrase is over": When(phrase=True),
    "on the one of the next 16": When(phrase=16), "on the next eight": When(phrase=8),
}
LENGTHS: Final = {
    "for 8": 8, "8 bars": 8, "for no more than 8 bars": 8, "but not for longer than 8": 8, "for two rounds of 8": 16,
    "for half a phrase": 4, "for the length of a phrase": 8, "over the next 8": 8, "for like 8 bars": 8, "just 8": 8,
    "for 8 bars tops": 8, "these 8 bars": 8, "for two rounds": 16,
}
ENDS: Final = (
    "until the next phrase", "till the end of the phrase", "for the rest of the phrase", "until the phrase turns",
    "till next phrase", "until the turn", "for the remainder of this phrase",
)
REPEATS: Final = {
    "every fourth bar": 4, "on every 4th bar": 4, "each eighth bar": 8, "every phrase": 8, "once a phrase": 8,
    "at the end of every phrase": 8, "once in 8 bars": 8, "every 2 phrases": 16, "on each phrase line": 8,
}
OVERS: Final = ("over 8 bars", "over a phrase", "in an 8 bar ramp", "taking 8 bars", "spread over 8", "within 8 bars")
ORDERS: Final = ("{act} {time}", "{time} {act}", "{act}, {time}", "{time}, {act}")
MANNERS: Final = (
    "{}", "please {}", "{} if that works", "if you'd be so kind, {}", "could i trouble you to {}", "{} for god's sake",
    "dear machine, {}", "here we go, {}", "{}, the crowd is ready", "just for fun {}", "{} because they want to dance",
    "as a test, {}", "go on, {}", "{} would you", "i changed my mind, {}", "whenever you're ready {}", "quick, {}",
)


def heard(text: str) -> Understood:
    return understand(text, STATE, ("tribal", "hard"), playing=True)


def asked(text: str) -> list[Asked]:
    return heard(text).asked


def requests(text: str) -> list[Request]:
    return [one.request for one in asked(text)]


def _sounding(text: str) -> set[str]:
    """Return the layers that sound after a wish that mutes or solos."""
    wishes = requests(text)
    soloed = {one.layer for one in wishes if isinstance(one, Solo)}
    muted = {one.layer for one in wishes if isinstance(one, Mute)}
    assert len(soloed) + len(muted) == len(wishes) > 0, text
    return (soloed or set(STATE.config.layers)) - muted


@settings(max_examples=tries(300))
@given(st.sampled_from(sorted(ACTS)), st.sampled_from(sorted(TIMES)), st.sampled_from(ORDERS))
def test_every_act_takes_every_time(act: str, time: str, order: str) -> None:
    (found,) = asked(order.format(act=act, time=time))
    assert isinstance(found.request, ACTS[act]), (act, time, order)
    assert found.when == TIMES[time], (act, time, order)


@settings(max_examples=tries(120))
@given(st.sampled_from((*OUT, "solo the clap", "only the clap")), st.sampled_from(sorted(LENGTHS)),
       st.sampled_from(ORDERS[:1] + ORDERS[2:]))
def test_what_goes_out_lasts_as_long_as_is_said(act: str, length: str, order: str) -> None:
    (found,) = asked(order.format(act=act, time=length))
    assert isinstance(found.request, (Mute, Solo))
    assert (found.request.bars, found.when) == (LENGTHS[length], None), (act, length, order)


@settings(max_examples=tries(100))
@given(st.sampled_from((*OUT, "solo the clap")), st.sampled_from(ENDS), st.sampled_from(ORDERS))
def test_it_lasts_until_the_phrase_ends(act: str, end: str, order: str) -> None:
    first, last = asked(order.format(act=act, time=end))
    assert isinstance(first.request, (Mute, Solo))
    assert first.when is None
    assert last.when == When(at_bar=LINE), (act, end, order)


@settings(max_examples=tries(100))
@given(st.sampled_from(("a fill", "fill", "mute the clap for a bar")), st.sampled_from(sorted(REPEATS)),
       st.sampled_from(ORDERS))
def test_it_comes_again_as_often_as_is_said(act: str, repeat: str, order: str) -> None:
    (found,) = asked(order.format(act=act, time=repeat))
    assert isinstance(found.request, (Fill, Mute))
    assert found.request.bars == 1
    assert found.when is not None
    assert found.when.every_bars == REPEATS[repeat], (act, repeat, order)


@settings(max_examples=tries(100))
@given(st.sampled_from(("tempo to 136", "up to 136", "slow to 124", "136 bpm")), st.sampled_from(OVERS),
       st.sampled_from(ORDERS))
def test_a_tempo_is_reached_over_as_many_bars(act: str, over: str, order: str) -> None:
    (found,) = requests(order.format(act=act, time=over))
    assert isinstance(found, Tempo)
    assert found.over_bars == 8, (act, over, order)


@settings(max_examples=tries(200))
@given(st.sampled_from(("mute the clap", "do a fill", "give me more hats", "set the tempo to 136", "solo the kick")),
       st.sampled_from(MANNERS))
def test_manners_change_nothing(act: str, manners: str) -> None:
    assert requests(manners.format(act)) == requests(act) != [], manners


@pytest.mark.parametrize("time", ["at 65", "on the next phrase", "from bar 65 on", "in 4 bars", "at the turn"])
@pytest.mark.parametrize("joint", [" and ", ", ", ", and "])
def test_a_time_in_front_is_of_all_that_is_joined_to_it(time: str, joint: str) -> None:
    first, *others = asked(f"{time} mute the clap{joint}solo the kick")
    assert [one.when for one in others] == [first.when]
    assert first.when is not None


def test_what_comes_then_comes_after_what_lasts() -> None:
    out, fill = asked("kick out at 65 for 8 bars, then a fill")
    assert (out.when, fill.when) == (When(at_bar=64), When(at_bar=72))
    out, fill = asked("kick out for 8 bars, then a fill")
    assert (out.when, fill.when) == (None, When(in_bars=9))


EXCEPTED: Final = (
    "except {}", "but not {}", "apart from {}", "bar {}", "save for {}", "with the exception of {}", "minus {}",
    "but leave {} alone", "but keep {}", "{} excluded", "don't touch {}", "but {} stays as it is", "leave {} out of it",
)


@pytest.mark.parametrize("excepted", EXCEPTED)
@pytest.mark.parametrize("layers", ["the kick", "kick and clap"])
def test_an_exception_limits_any_act(excepted: str, layers: str) -> None:
    kept = {"kick", "clap"} if "clap" in layers else {"kick"}
    limit = excepted.format(layers)
    assert _sounding(f"mute everything {limit}") == kept
    assert _sounding(f"all out, {limit}") == kept
    quieter = {one.path.split(".")[0] for one in requests(f"everything quieter {limit}") if isinstance(one, Set)}
    assert quieter == set(STATE.config.layers) - kept


@pytest.mark.parametrize("only", [
    "down to {}", "leave us {}", "nobody but {}", "mute the rest except {}", "only {} should play",
    "kill the rest, keep {}", "keep {}, rest off", "{} stays, everything else out", "everything out bar {}",
])
@pytest.mark.parametrize("layers", ["the kick", "kick and snare"])
def test_only_some_layers_remain(only: str, layers: str) -> None:
    assert _sounding(only.format(layers)) == ({"kick", "snare"} if "snare" in layers else {"kick"})


@pytest.mark.parametrize("line", [
    "at 61 everything back and loud", "at bar 61 everything back and loud", "at 61 all back and louder",
    "from 61 everything back and loud",
])
def test_both_of_two_wishes_have_the_time_before_them(line: str) -> None:
    commands = replies("mute the clap", line)[-1].commands
    assert {one["at_bar"] for one in commands} == {60}
    assert {one["command"] for one in commands} == {"unmute", "set"}
