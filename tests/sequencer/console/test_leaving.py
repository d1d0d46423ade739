"""Who wants out is told how: by a word that other programs are left by, or by Ctrl-C."""

from __future__ import annotations

import pytest

from sequencer.console.leaving import WAYS_OUT, asks_to_leave
from sequencer.console.lines import _asked_lines


@pytest.mark.parametrize("line", ["quit", "Exit", "bye!", "q", "exit()", "logout", "goodbye."])
def test_a_word_of_leaving_alone_is_one(line: str) -> None:
    assert asks_to_leave(line)


@pytest.mark.parametrize("line", ["", "quit the kick", "q hat", "exit the build", "quiet", ":quit", "leave it"])
def test_a_wish_is_none(line: str) -> None:
    assert not asks_to_leave(line)


def test_ctrl_c_at_plain_lines_says_how_to_leave(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys: list[BaseException] = [KeyboardInterrupt(), EOFError()]

    def pressed(_prompt: str) -> str:
        raise keys.pop(0)

    monkeypatch.setattr("builtins.input", pressed)
    assert list(_asked_lines()) == []
    assert WAYS_OUT in capsys.readouterr().out
