"""What may come next is offered: by its letters in order, with its range and where it stands."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from engine import start
from engine.commands import Scene, Wish
from engine.session import apply
from sequencer.console.complete import CommandCompleter
from sequencer.console.typed import HELP
from tests.sequencer.console.scenes import CONFIG

STATE = apply(start(CONFIG), [Wish(Scene("save", "verse"), "1")])[0]


def offered(text: str, *, known: bool = True) -> dict[str, str]:
    completer = CommandCompleter(lambda: STATE if known else None, lambda: {"m4_showcase": 1, "deep": 2})
    found = completer.get_completions(Document(text), CompleteEvent())
    return {one.text: one.display_meta_text for one in found}


def test_every_command_is_offered_and_letters_in_order_are_enough() -> None:
    assert set(offered(":")) == {f":{name}" for name in HELP}
    assert next(iter(offered(":qnt"))) == ":quantise"
    assert next(iter(offered(":frz"))) == ":freeze"


def test_a_path_comes_with_its_range_and_its_value() -> None:
    found = offered(":set hatcswing")
    assert found["hat_c.swing_percent"] == "0.55  (0.5..0.7 share)"
    assert set(offered(":set hat_c.density.target ")) == {"0.825", "0", "1"}
    assert {"on", "off"} <= set(offered(":set guard.kick_immutable "))
    assert offered(":set nothing.there ") == {}


@pytest.mark.parametrize(("text", "wanted"), [
    (":mute ", {"kick", "hat_c", "hat_o", "snare", "clap"}), (":why sn", {"snare"}), (":solo kick ", {"4", "8", "now"}),
    (":unmute kick ", {"now", "beat", "bar"}), (":scene ", {"save", "recall"}), (":scene recall ", {"verse"}),
    (":scene recall verse ", {"over"}), (":load de", {"deep"}), (":target ", set("ESDHT")),
    (":target S ", {"0.35 0.55", "off"}), (":freeze ", {"on", "off"}), (":fill ", {"on", "off"}),
    (":help ", {"keys", "set", "bpm", "hat_c.rot"}), (":bpm 120 ", {"over"}), (":record ", {"start", "stop"}),
])
def test_words_are_offered_in_their_place(text: str, wanted: set[str]) -> None:
    assert wanted <= set(offered(text))


def test_a_sentence_is_left_alone() -> None:
    assert offered("mute the") == {}
    assert offered("") == {}


def test_without_a_session_commands_are_offered_still() -> None:
    assert ":play" in offered(":pl", known=False)
    assert offered(":set ", known=False) == {}
