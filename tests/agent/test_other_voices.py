"""The offline agent understands voices its rules were not written for; it does nothing else, and declines the rest.

`other_voices.json` was written in two parts, each when the rules stood and before they were run on it. Of the first
they understood 93.4 %, did nothing unasked in 95.6 % and declined 57 of 58; of the second, after the first had been
mended, 94.4 %, 97.4 % and 38 of 40. What was missed has been mended since, so it guards now and measures no more; what
measures is `wishes_held_out.json`. Styles that are only named are echoed before they are loaded, and moods may change
what belongs to their profile.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from agent.offline.talk.reading import CONTENT
from tests.agent.test_offline_wishes import DECLINED, UNASKED, UNDERSTOOD, answer, names

if TYPE_CHECKING:
    from agent.reply import Reply

VOICES: Final = Path(__file__).with_name("other_voices.json")
CHANGELESS: Final = ("declined", "answered", "asked")


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish, its answer, and what was expected: one of each of `musts`; beginnings of what `may` come along."""

    wish: str
    reply: Reply
    musts: tuple[frozenset[str], ...]
    may: tuple[str, ...]

    def understood(self) -> bool:
        """Return True when the right parameters moved in the right direction."""
        found = set().union(*(names(command) for command in self.reply.commands))
        return all(found & one for one in self.musts)

    def unasked(self) -> list[dict[str, Any]]:
        """Return each thing that was done and not asked for."""
        wanted = frozenset().union(*self.musts)
        return [
            command for command in self.reply.commands
            if not names(command) & wanted and not any(name.startswith(self.may) for name in names(command))
        ]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> list[Heard]:
    folder = tmp_path_factory.mktemp("voices")
    return [
        Heard(
            wish, answer(wish, folder),
            tuple(frozenset(must.split("|")) for must in group["must"].split(",")), tuple(group["may"].split()),
        )
        for group in json.loads(VOICES.read_text(encoding="utf-8")) for wish in group["wishes"]
    ]


def test_other_voices_are_understood(heard: list[Heard]) -> None:
    wishes = [one for one in heard if not one.musts[0] & set(CHANGELESS)]
    missed = [one.wish for one in wishes if not one.understood()]
    assert len(wishes) >= 400
    assert len(missed) <= (1 - UNDERSTOOD) * len(wishes), missed


def test_other_voices_get_nothing_unasked(heard: list[Heard]) -> None:
    wishes = [one for one in heard if not one.musts[0] & set(CHANGELESS)]
    wrong = [(one.wish, one.unasked()) for one in wishes if one.unasked()]
    assert len(wrong) <= (1 - UNASKED) * len(wishes), wrong


@pytest.mark.parametrize("kind", CHANGELESS)
def test_other_voices_that_ask_for_no_change_get_none(heard: list[Heard], kind: str) -> None:
    chosen = [one for one in heard if one.musts == (frozenset({kind}),)]
    wrong = [
        one.wish for one in chosen
        if one.reply.commands or one.reply.refused != (kind == "declined" and one.reply.reply != CONTENT)
        or (one.reply.question is None) == (kind == "asked")
    ]
    assert len(wrong) <= (1 - DECLINED) * len(chosen), wrong
