"""A line is never answered with the opposite of what it says; where that is not sure, it is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent.heard import CONFIG, replies

if TYPE_CHECKING:
    from agent.reply import Reply


def _after(*lines: str) -> Reply:
    return replies(*lines)[-1]


def _does(*lines: str) -> set[str]:
    """List the acts of a line, in short: "mute clap 8", "kick.velocity up"."""
    found = set()
    for command in _after(*lines).commands:
        if command["command"] == "set":
            levels = [one[0] if isinstance(one, list) else one for one in (command["from"], command["to"])]
            found.add(f"{command['path']} {'up' if levels[1] > levels[0] else 'down'}")
        else:
            said = [command.get(key) for key in ("command", "action", "layer", "name", "bars")]
            found.add(" ".join(str(one) for one in said if one is not None))
    return found


@pytest.mark.parametrize(("say", "does"), [
    ("All but the clap may go on.", {"mute clap"}),
    ("everyone stays except the snare", {"mute snare"}),
    ("everything silent, less the snare", {"solo snare"}),
    ("silence everybody minus the clap please", {"solo clap"}),
    ("leave the clap but turn it quieter", {"clap.velocity down"}),
    ("keep the snare, only quieter in 4 bars", {"snare.velocity down"}),
    ("clap out with the kick", {"mute clap", "mute kick"}),
    ("keep the snare on, just softer", {"snare.velocity down"}),
    ("leave the kick in but a bit quieter", {"kick.velocity down"}),
    ("we keep everything, minus the snare", {"mute snare"}),
    ("keep all on except kick and clap", {"mute kick", "mute clap"}),
    ("everything stays, without the clap", {"mute clap"}),
    ("the snare has the stage all to itself", {"solo snare"}),
    ("the others can stay, kick out", {"mute kick"}),
    ("everything else stays, but no snare", {"mute snare"}),
    ("out with the kick, in with the clap", {"mute kick", "unmute clap"}),
    ("snare no kick no clap", {"mute kick", "mute clap"}),
    ("no kick no clap, snare and open hat alone", {"solo snare", "solo hat_o", "mute kick", "mute clap"}),
])
def test_what_is_to_stay_is_no_layer_that_goes(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize(("say", "plays"), [
    ("without clap without kick, the snare by itself", "snare"),
    ("cut it down, clap only, nobody else", "clap"),
    ("no snare no hats no clap, the kick keeps going", "kick"),
    ("mute mute mute, only hats survive", "hat_c"),
    ("kick out clap out snare stays", "snare"),
    ("everything away, I just want the snare", "snare"),
    ("lose snare lose kick, clap on its own", "clap"),
    ("clap, no snare", "clap"),
])
def test_what_is_named_as_playing_is_not_muted(say: str, plays: str) -> None:
    muted = {command["layer"] for command in _after(say).commands if command["command"] == "mute"}
    assert plays not in muted
    assert muted < set(CONFIG.layers)


@pytest.mark.parametrize("say", ["mute everything", "mute the kick, the snare, the clap and the hats"])
def test_everything_is_silent_where_that_is_said(say: str) -> None:
    reply = _after(say)
    assert reply.question is not None or {command["layer"] for command in reply.commands} == set(CONFIG.layers)


@pytest.mark.parametrize("say", [
    "enough of the fills for now", "No more fillings please", "stop the rolls", "no more rolls for the next while",
])
def test_fills_that_are_not_wanted_end(say: str) -> None:
    assert _does(say) == {"fill 0"}


@pytest.mark.parametrize("say", [
    "snare in the fills, a bit less", "what a lovely snare, louder?", "lay some bass beneath it",
    "smoke on the drop, haze too, remember that", "could you add a bass-line on top",
    "lasers and strobe, and save energy",
    "oh where is the clap now?", "hmm what does the kick do over there?", "wow who took the hats out?",
    "whoa, is the snare off?", "nice, how are the hats muted?", "why is the kick out?", "and does the clap come back?",
    "damn are the hats gone?", "what's the clap up to, out?", "ah so what is the open hat doing in here?",
])
def test_what_only_asks_or_is_of_something_else_changes_nothing(say: str) -> None:
    assert not _after(say).commands


@pytest.mark.parametrize(("say", "does"), [
    ("could you mute the snare?", {"mute snare"}),
    ("what about muting the hats?", {"mute hat_c", "mute hat_o"}),
    ("how about a fill?", {"fill 1"}),
    ("would you take the kick out?", {"mute kick"}),
])
def test_a_wish_that_is_put_as_a_question_is_done(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize(("say", "does"), [
    ("really a lot going on in the closed hat", {"hat_c.density.target down"}),
    ("the snare sounds distant", {"snare.velocity up"}),
    ("hats have too much going on", {"hat_c.density.target down"}),
    ("the clap feels like it's in another house", {"clap.velocity up"}),
    ("the clap is lost", {"clap.velocity up"}),
    ("snare too far back", {"snare.velocity up"}),
    ("kick seems so far off", {"kick.velocity up"}),
])
def test_a_complaint_is_mended(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize(("say", "does"), [
    ("save this, its name is calm", {"scene save calm"}),
    ("store it, the name: hard", {"scene save hard"}),
    ("that one we will need again later. store as tumble", {"scene save tumble"}),
    ("set a mark right here, drop two", {"mark drop_two"}),
    ("mark that, name is break", {"mark break"}),
    ("set a marker: outro", {"mark outro"}),
    ("marker here, last break", {"mark last_break"}),
    ("save the scene: slow sun", {"scene save slow_sun"}),
    ("bookmark: hard part", {"scene save hard_part"}),
    ("remember this, title it late", {"scene save late"}),
    ("we need it again later. store as third", {"scene save third"}),
    ("leave a flag here: big build", {"mark big_build"}),
])
def test_words_of_a_name_do_nothing_else(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize(("lines", "does"), [
    (("mute the snare", "and clap too, but only 4 bars"), {"mute clap 4"}),
    (("clap out, just four bars",), {"mute clap 4"}),
    (("clap dead for 4",), {"mute clap 4"}),
    (("snare out for eight bars!",), {"mute snare 8"}),
])
def test_only_before_a_length_is_no_scope(lines: tuple[str, ...], does: set[str]) -> None:
    assert _does(*lines) == does


@pytest.mark.parametrize("say", ["STOP stop, somebody fell off the stage", "stop. stop! all of it, police are here"])
def test_stop_said_twice_stops(say: str) -> None:
    assert _does(say) == {"transport stop"}


@pytest.mark.parametrize("say", [
    "and snare, only for 4", "also the snare but just for 16 bars", "snare as well, only 2 bars",
])
def test_a_length_with_only_solos_nothing(say: str) -> None:
    assert not [one for one in _after("mute the clap", say).commands if one["command"] == "solo"]
