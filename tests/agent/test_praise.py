"""What is content with how it goes changes nothing, whatever feel it names; what asks for a feel does."""

from __future__ import annotations

import pytest

from agent.offline.talk.thanks import only_thanks
from tests.agent.heard import replies


@pytest.mark.parametrize("line", [
    "nah this goes hard", "this goes so hard bro", "that hits hard", "it slaps", "this groove is so good",
    "that hits different",
    "the break was great", "that drop was insane", "this beat bangs", "yo this is fire", "sound as a pound",
    "Grand, that's lovely now.", "Mmm. This is so alive, thank you.", "this feels so deep, thanks", "it goes off",
    "damn this one rocks", "that fill was sick", "this just cooks", "what a groove", "spot on, cheers",
    "This room is very good sound, I am happy.", "this place sounds great, I'm happy",
    "the sound is lovely, we are pleased",
    "I am very happy with this", "your system sounds amazing",
])
def test_praise_changes_nothing(line: str) -> None:
    assert only_thanks(line)
    (reply,) = replies(line)
    assert reply.commands == ()
    assert reply.question is None


@pytest.mark.parametrize("line", [
    "make it go hard", "this hits too hard", "it should go hard", "go harder", "harder", "deeper", "alive",
    "this room is too loud", "i'd be happy if the hats were softer", "the room is good, more hats",
    "more alive please, thank you", "this is so boring, thank you", "it goes too fast", "the clap goes",
    "that drop at 65",
    "this goes out", "let it hit hard", "it's too deep, thanks", "is this good?", "grander", "make it spot on",
    "this could be so alive, thank you", "the break at 64 was great, again",
])
def test_what_asks_or_complains_is_no_praise(line: str) -> None:
    assert not only_thanks(line)


@pytest.mark.parametrize("line", ["more swing gente!!", "more swing ragazzi", "more swing, amigos", "more swing leute"])
def test_people_who_are_called_in_their_own_tongue_are_no_feel(line: str) -> None:
    assert {str(one["path"]).rpartition(".")[2] for one in replies(line)[-1].commands} == {"swing_percent"}
