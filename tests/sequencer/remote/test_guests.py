"""A link lets one device in, once; nobody else."""

from __future__ import annotations

import pytest

from sequencer.remote.guests import MAX_GUESTS, MAX_WRONG, Guests, from_here


def test_a_token_lets_one_device_in_once_and_the_next_is_told() -> None:
    told: list[str] = []
    guests = Guests(told.append)
    token = guests.token
    cookie = guests.enter(token)
    assert guests.knows(cookie)
    assert guests.enter(token) is None
    assert told == [guests.token]
    assert guests.token != token
    assert guests.enter(guests.token) not in {None, cookie}
    assert guests.knows(cookie)


@pytest.mark.parametrize("token", ["", "x", "é", "\udc80"[:0], "a" * 256])
def test_a_wrong_token_lets_nobody_in(token: str) -> None:
    assert Guests().enter(token) is None


@pytest.mark.parametrize("cookie", [None, "", "x", "é"])
def test_an_unknown_cookie_is_nobody(cookie: str | None) -> None:
    guests = Guests()
    assert guests.enter(guests.token)
    assert not guests.knows(cookie)


def test_guessing_ends_with_nobody_being_let_in() -> None:
    guests = Guests()
    token = guests.token
    for _ in range(MAX_WRONG):
        assert guests.enter("guess") is None
    assert guests.enter(token) is None
    assert guests.enter("") is None


def test_the_device_that_came_first_makes_room_for_one_too_many() -> None:
    guests = Guests()
    cookies = [guests.enter(guests.token) for _ in range(MAX_GUESTS + 1)]
    assert [guests.knows(cookie) for cookie in cookies] == [False, *[True] * MAX_GUESTS]


@pytest.mark.parametrize(("origin", "host", "here"), [
    ("http://127.0.0.1:8099", "127.0.0.1:8099", True),
    ("http://evil.example", "127.0.0.1:8099", False),
    ("http://127.0.0.1:8098", "127.0.0.1:8099", False),
    ("http://127.0.0.1:8099.evil.example", "127.0.0.1:8099", False),
    ("null", "127.0.0.1:8099", False),
    ("http://[", "127.0.0.1:8099", False),
    (None, "127.0.0.1:8099", False),
    ("http://127.0.0.1:8099", None, False),
])
def test_only_a_page_of_this_host_may_ask(origin: str | None, host: str | None, *, here: bool) -> None:
    assert from_here(origin, host) is here
