from __future__ import annotations

from dataclasses import fields, replace

import pytest

from engine.altered import altered
from engine.commands import Mute, Wish
from engine.config import Config
from engine.session import start
from engine.state import Holds


def test_a_copy_has_the_changes_and_all_the_rest_of_the_value() -> None:
    state = start(Config())
    copy = altered(state, bar=7, name="other")
    assert copy == replace(state, bar=7, name="other")
    kept = [one.name for one in fields(state) if one.name not in {"bar", "name"}]
    assert all(getattr(copy, name) is getattr(state, name) for name in kept)
    assert (state.bar, state.name) == (0, "")


def test_a_copy_is_of_the_same_kind_and_as_frozen() -> None:
    wish = altered(Wish(Mute("kick")), author="agent")
    assert type(wish) is Wish
    with pytest.raises(AttributeError):
        wish.author = "user"  # type: ignore[misc]  # what is tried here


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError):
        altered(Holds(), nothing=1)  # type: ignore[call-arg]  # what is tried here
