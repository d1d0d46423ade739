"""What is let go, taken over or left as it is, settled by what is locked, muted, planned or played by itself."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    return [
        " ".join(str(one[key]) for key in ("command", "action", "layer", "name") if one.get(key))
        for one in replies(*lines)[-1].commands
    ]


@pytest.mark.parametrize("line", [
    "now you can have it again", "you may touch it again", "it's yours again", "you can have the kick back",
    "the kick is free now", "kick ok to touch", "the kick is all yours", "hands back on the kick",
    "the machine may change the kick again", "you can change it now", "the kick is fair game again",
    "you can have the kick again i was being silly about it", "you can have the kick again, sorry i was fussy",
    "you can have the kick too, no need to guard it anymore", "you can take the kick, don't need to protect it now",
    "no need to guard the kick anymore", "you don't have to lock the kick any more", "stop guarding the kick",
])
def test_a_layer_that_was_locked_is_given_back(line: str) -> None:
    assert _done("lock the kick", line) == ["unlock kick"]


@pytest.mark.parametrize("line", [
    "you can have it again", "it's yours", "can you lock the kick?", "you can have a break",
    "the clap is yours", "you can change the clap", "no need to guard the kick anymore", "no need to lock the kick",
])
def test_nothing_is_unlocked_that_is_not_locked(line: str) -> None:
    assert not any(one.startswith("unlock") for one in _done(line))


@pytest.mark.parametrize("line", [
    "you can have the kick again but not the snare", "you can have the kick again when the clap is out",
    "you can have the kick louder",
])
def test_more_than_a_reason_beside_it_lets_nothing_go(line: str) -> None:
    assert not any(one.startswith(("unlock", "lock")) for one in _done("lock the kick", line))


@pytest.mark.parametrize("line", [
    "i'll take the wheel again", "i take over", "let me have the controls back", "no jam", "i've got it from here",
    "i will take over now", "ok, my turn", "enough of the jam",
])
def test_who_takes_over_ends_the_jam(line: str) -> None:
    assert _done("jam", line) == ["jam off"]


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the clap", "mute the snare", "bring that one back, leave the clap where it is"), ["unmute snare"]),
    (("mute the snare and the clap", "bring the snare back, leave the clap where it is"), ["unmute snare"]),
    (("mute the snare and the clap", "get the snare back in but keep the clap out"), ["unmute snare"]),
    (("mute the snare and the clap", "sorry, clap stays in"), ["unmute clap"]),
    (("mute the snare and the clap", "no, the snare should stay in"), ["unmute snare"]),
    (("save scene smoke", "clap louder", "run that back, the one i called smoke"), ["scene recall smoke"]),
    (("save scene ocean", "clap louder", "go back to that spot we called ocean"), ["scene recall ocean"]),
    (("mute the kick", "hats as well actually, they're all over my voice"), ["mute hat_c", "mute hat_o"]),
    (("mute the kick", "and the clap too, sorry"), ["mute clap"]),
    (("mute the kick", "actually the snare"), ["unmute kick", "mute snare"]),
    (("mute the clap", "and the rest as well"), ["mute kick", "mute hat_c", "mute hat_o", "mute snare"]),
    (("lock the kick and the hats", "the others too"), ["lock snare", "lock clap"]),
    (("save scene flow", "clap louder", "my ears! return to flow"), ["scene recall flow"]),
    (("the hats louder", "it sounded better before"), ["undo"]),
    (("mute the snare", "mute the clap, not the snare"), ["undo", "mute clap"]),
    (("mute the closed hat", "no no, i was speaking of the open one"), ["unmute hat_c", "mute hat_o"]),
    (("clap louder", "pin the clap, i don't want it mutating"), ["lock clap"]),
    (("clap louder", "good. this one is called combat"), ["scene save combat"]),
    (("solo the kick", "closed hats with it now"), ["solo hat_c"]),
    (("fewer hits", "i'm done with my solo, come back"), ["undo"]),
    (("let it breathe", "thank you, his solo is over"), ["undo"]), (("jam", "my solo is finished"), ["jam off"]),
    (("solo the kick", "my solo is over"), ["unsolo kick"]), (("clap louder", "my solo is done"), []),
    (("fewer hits", "clap louder", "my solo is done"), []), (("fewer hits", "my solo starts now"), []),
    (("hold the section", "you can release it"), []), (("hold the section", "alright, cut it loose now"), []),
])
def test_only_what_is_meant_moves(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("line", [
    "naw just the closed hat, rest of 'em stay how they were", "only on the closed one", "just for the closed hats",
])
def test_only_one_of_several_leaves_the_others_as_they_were(line: str) -> None:
    done = replies("swing the hats at 62", line)[-1].commands
    assert {one.get("path") for one in done} == {"hat_o.swing_percent"}
    assert all(one["command"] == "set" for one in done)


@pytest.mark.parametrize("line", ["clap stays in", "the one i called smoke", "i take the train"])
def test_without_what_it_is_of_such_a_line_does_nothing_of_the_kind(line: str) -> None:
    assert not {one.split()[0] for one in _done(line)} & {"unmute", "scene", "jam"}


@pytest.mark.parametrize("line", ["jam off. i play now", "stop jamming, i'll drive myself", "no more jam, we play now"])
@pytest.mark.parametrize("before", [("jam",), ()])
def test_who_plays_instead_of_the_jam_starts_nothing(before: tuple[str, ...], line: str) -> None:
    assert _done(*before, line) == ["jam off"]


def test_what_is_to_play_after_the_jam_plays() -> None:
    assert _done("jam", "jam off, play the arc") == ["jam off", "arc"]


@pytest.mark.parametrize("line", [
    "put it on again, louder than before", "bring it back louder", "do bring it back in, but quieter than it was",
    "can you put it back on, a bit softer", "bring it back, only louder this time",
])
def test_what_was_muted_is_back_and_otherwise(line: str) -> None:
    found = replies("mute the clap", line)[-1].commands
    assert [one.get("layer") or one["path"] for one in found] == ["clap", "clap.velocity"]
    assert found[0]["command"] == "unmute"


def test_what_needs_no_guard_is_not_locked() -> None:
    assert _done("no need to guard the kick anymore") == []
