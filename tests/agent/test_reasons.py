"""A reason beside a clear wish never acts: the wish is done alone, and the reason is named as left out."""

from __future__ import annotations

import pytest

from agent.offline.reasons import without_reasons
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "wish"), [
    ("mute the clap, it's way too much in here", "mute the clap"),
    ("clap out please, because it is too loud for the bar", "clap out please"),
    ("solo the kick, the neighbours are complaining", "solo the kick"),
    ("snare off it's killing me", "snare off"),
    ("mute the hats, they're drowning the whole thing", "mute the hats"),
    ("tempo 136, the crowd's dragging", "tempo 136"),
    ("it's too much for these people, mute the snare", "mute the snare"),
    ("mute the hats, the hats are far too bright", "mute the hats"),
    ("take the clap out since it is so harsh tonight", "take the clap out"),
])
def test_a_reason_changes_nothing_beside_the_wish(say: str, wish: str) -> None:
    (alone,), (beside,) = replies(wish), replies(say)
    assert alone.commands
    assert beside.commands == alone.commands, beside.reply
    assert "left out: " in beside.reply


@pytest.mark.parametrize("say", [
    "it's too loud", "the hats are too bright", "it is a bit fast, ease it back", "mute the clap, they are back at 65",
    "mute the hats, that is the open ones", "mute the clap when it is too busy", "mute the clap, they should be late",
    "mute the clap, the tempo is too fast", "the kick is weak, and the clap is dull", "mute the clap since bar 40",
    "turn it down because the clap is too loud",
])
def test_what_is_no_mere_reason_stays_in_the_line(say: str) -> None:
    assert without_reasons(say) == (say, [])


def test_a_wish_behind_a_reason_is_still_done() -> None:
    (reply,) = replies("mute the clap because it's too loud and mute the snare")
    assert [one["layer"] for one in reply.commands] == ["clap", "snare"]
