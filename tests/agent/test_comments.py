"""Comments beside a clear wish are passed over, and so is who wishes it; small talk does nothing."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "wish"), [
    ("the barman is waving, clap out", "clap out"),
    ("snare quieter, my dad is asleep", "snare quieter"),
    ("solo the kick or i walk home", "solo the kick"),
    ("hats down while she fixes the projector", "hats down"),
    ("can't see the screen, kick louder please", "kick louder please"),
    ("tempo 128 over 8 bars, so gently the guests won't notice", "tempo 128 over 8 bars"),
    ("mute the hats for 4, im clapping", "mute the hats for 4"),
    ("load the dub one you rascal", "load the dub one"),
    ("lock the kick, no discussions", "lock the kick"),
    ("mute the snare in 8 bars, i want to see who notices", "mute the snare in 8 bars"),
])
def test_a_comment_without_a_word_of_the_trade_is_passed_over(say: str, wish: str) -> None:
    (alone,), (beside,) = replies(wish), replies(say)
    assert beside.commands == alone.commands, beside.reply
    assert beside.commands == () or "left out: " in beside.reply


@pytest.mark.parametrize("say", [
    "mute the clap unless the singer nods", "clap out, but not while he is talking",
    "hats out until the juggler bows",
    "mute the kick once she waves", "solo the clap, or is it the rafters", "open hat out until my cousin returns",
])
def test_what_may_say_when_or_how_is_no_comment(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands, reply.reply


@pytest.mark.parametrize(("say", "wish"), [
    ("the bride wants more kick", "more kick"), ("someone's shouting no snare for 8", "no snare for 8"),
    ("boss says mute the clap", "mute the clap"), ("hats quieter, she says", "hats quieter"),
    ("the drummer asks for a fill", "a fill"), ("guests wanna know what the tempo is", "what is the tempo?"),
])
def test_who_wishes_changes_nothing_about_the_wish(say: str, wish: str) -> None:
    (alone,), (told,) = replies(wish), replies(say)
    assert (told.reply, told.commands) == (alone.reply, alone.commands)


@pytest.mark.parametrize("say", ["gg everyone", "that was delicious", "lol superb", "roger", "this is really sublime"])
def test_small_talk_is_acknowledged(say: str) -> None:
    (reply,) = replies(say)
    assert (reply.commands, reply.refused, reply.question) == ((), False, None), reply.reply
