"""The page of `techno web` in a real browser, beside a real session."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.system.sessions import Sessions, until
from tests.system.terminal import Terminal

pytest.importorskip("uvicorn", reason="the extra `web` is not installed, or does not load", exc_type=ImportError)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 60_000
STEP_COLUMNS = 3
"""Of a step on a stage of 80 columns."""
COUNTED = re.compile(r"^\d+\.[1-4]$")
"""The clock while it plays: bar and beat."""


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


@pytest.fixture
def browser() -> Iterator[Any]:
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("chromium is not installed")
    play = pytest.importorskip(
        "playwright.sync_api", reason="the extra `browser` is not installed, or does not load", exc_type=ImportError
    )
    with play.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def links(techno: Sessions) -> Iterator[str]:
    """Start `techno web` and yield each link as it shows it."""
    process = techno.start("web", "--port", "0")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("open "):
            yield line.split()[1]


def opened(browser: Any, link: str, width: int = 1024) -> Any:
    """Open a link on a device of its own."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("request", lambda request: page.faults.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(link)
    page.locator("#clock").filter(has_text=COUNTED).wait_for()
    return page


def test_a_tablet_plays_along_by_touch_and_by_keyboard(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200", "--arc")
    techno.playing()
    page = opened(browser, next(links(techno)))
    mute = page.get_by_role("button", name="mute clap")
    mute.click()
    page.wait_for_selector("[aria-label='mute clap'][aria-pressed=true]")
    mute.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[aria-label='mute clap'][aria-pressed=false]")
    page.get_by_role("button", name="fill").click()
    page.get_by_role("log").get_by_text("fill").first.wait_for()
    page.get_by_label("energy").focus()
    page.keyboard.press("Home")
    assert page.get_by_label("energy").get_attribute("aria-valuetext") == "0 %"
    until(lambda: '"energy":0.0' in str(techno.ask("config")).replace(" ", ""), "the energy is down")
    assert page.get_by_role("button", name="break").count() == 1
    page.get_by_role("button", name="break").click()
    page.locator("#section").filter(has_text="then break").wait_for()
    assert page.locator("button.next").inner_text() == "break"
    page.get_by_label("BPM").focus()
    page.keyboard.press("End")
    until(lambda: techno.ask("status")["bpm"] == 208.0, "the far end of the fader is 8 BPM away")
    assert page.get_by_role("rowheader").first.get_attribute("aria-label").startswith("kick, ")
    assert page.evaluate("location.hash") == ""
    assert page.faults == []


def test_on_a_phone_nothing_is_cut_off(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200")
    techno.playing()
    page = opened(browser, next(links(techno)), width=360)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate("[...document.querySelectorAll('button')].map(one => one.getBoundingClientRect().height)")
    assert min(sizes) >= 44  # as large as a finger (WCAG 2.2, target size enhanced)


def test_by_keyboard_each_control_is_reached_and_none_is_behind_the_header(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200", "--arc")
    techno.playing()
    page = opened(browser, next(links(techno)), width=360)
    page.get_by_role("button", name="outro").wait_for()
    controls = page.locator("button, input")
    count = controls.count()
    controls.last.focus()
    for place in reversed(range(count)):
        focused = controls.nth(place)
        assert focused.evaluate("one => one === document.activeElement")
        assert focused.evaluate("""one =>
            one.getBoundingClientRect().top >= document.querySelector("header").getBoundingClientRect().bottom""")
        page.keyboard.press("Shift+Tab")


def test_a_screen_reader_is_not_told_the_same_again(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200")
    techno.playing()
    page = opened(browser, next(links(techno)))
    page.evaluate("""() => {
        const status = byId("link");
        window.told = [status.textContent];
        new MutationObserver(() => told.push(status.textContent)).observe(status, {childList: true});
    }""")
    page.get_by_role("button", name="mark").click()
    page.get_by_role("log").get_by_text("mark: done").wait_for()
    clock = page.locator("#clock").inner_text()
    page.wait_for_function("clock => byId('clock').textContent !== clock", arg=clock)
    told = page.evaluate("told")
    assert all(before != after for before, after in pairwise(told)), told


def test_two_browsers_and_the_stage_agree_within_a_16th(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "60")
    techno.playing()
    shown = links(techno)
    pages = [opened(browser, next(shown)), opened(browser, next(shown))]
    with techno.connected() as session:
        session.sendall(b'{"jsonrpc":"2.0","method":"subscribe","params":{"kinds":["composed"]}}\n')
        bar = json.loads(session.makefile().readline())["params"]
    until(lambda: time.monotonic_ns() > bar["start_ns"], "the bar begins that was heard of")
    stage = Terminal(techno, "attach")
    beats = re.compile(r"layers +1 .* 2 .* 3 .* 4 ")
    until(lambda: beats.search(stage.text()), "the playhead stands beside the beats")
    ruler = next(line for line in stage.lines() if "layers" in line)
    beat_columns = [ruler.index(f" {beat} ", ruler.index("layers")) + 1 for beat in range(1, 5)]

    def at_the_clock() -> float:
        """The moment in steps of a quarter of a second from the start of that bar."""
        return (time.monotonic_ns() - int(bar["start_ns"])) / 250e6

    def on_page(page: Any) -> int:
        return int(page.evaluate("Number(document.querySelector('#grid').dataset.step)"))

    def marks() -> list[int]:
        return [line.rindex("▼") for line in stage.lines() if "layers" in line and "▼" in line]

    def on_stage() -> int:
        column = int(until(marks, "the stage is painted whole")[0])
        beat = max(place for place, first in enumerate(beat_columns) if first <= column)
        return 4 * beat + (column - beat_columns[beat]) // STEP_COLUMNS

    def apart(look: Callable[[], int]) -> float:
        """How far a playhead lies outside the steps between which it was looked at."""
        before = at_the_clock()
        step = look()
        after = at_the_clock()
        turn = (step - int(before)) % 16  # steps since the first look
        return max(0.0, turn - (int(after) - int(before)) if turn < 8 else 16 - turn)
    first, second = pages
    looks = [[apart(look) for look in (lambda: on_page(first), lambda: on_page(second), on_stage)] for _ in range(40)]
    stage.close()
    for found in zip(*looks, strict=True):
        assert sorted(found)[len(found) // 4] == 0  # one that is always a step off never is
        assert sorted(found)[-3] <= 1  # a busy machine may be late once or twice


@pytest.mark.long
def test_a_page_that_is_used_for_long_grows_no_further(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200")
    techno.playing()
    page = opened(browser, next(links(techno)))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    muted = "document.querySelector('[aria-label=\"mute kick\"]')"

    def shows(what: str) -> None:
        until(lambda: page.evaluate(what), what)

    def used() -> dict[str, float]:
        """Let other layers come and go, play along, and return what is left of it when the garbage is out.

        No handles of playwright's: they keep what they pointed to.
        """
        for config in ("acid", "m4_showcase"):
            page.evaluate("name => send('/techno/load', name)", config)
            shows(f"byId('config').textContent === '{config}'")
            shows(f"{muted} !== null")
        for pressed in ("true", "false") * 2:
            page.evaluate(f"{muted}.click()")
            shows(f"{muted}.ariaPressed === '{pressed}'")
        for _ in range(4):  # one round leaves what the next one finds
            devtools.send("HeapProfiler.collectGarbage")
        return {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    used()  # the log is full from here on
    before = used()
    for _ in range(2):
        after = used()
    assert after["Nodes"] <= 1.1 * before["Nodes"]
    assert after["JSEventListeners"] <= 1.1 * before["JSEventListeners"]
    assert after["JSHeapUsedSize"] <= 1.5 * before["JSHeapUsedSize"]
    assert page.faults == []


def test_a_link_that_was_used_lets_nobody_else_in(techno: Sessions, browser: Any) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "200")
    techno.playing()
    link = next(links(techno))
    first = opened(browser, link)
    stranger = browser.new_context().new_page()
    stranger.goto(link)
    stranger.get_by_text("not let in").wait_for(timeout=PATIENCE_MS)
    stranger.get_by_text("has been used").wait_for(timeout=PATIENCE_MS)
    first.locator("#clock").filter(has_text=COUNTED).wait_for()


def test_a_page_finds_its_session_again(techno: Sessions, browser: Any) -> None:
    daemon = techno.start("daemon", "m4_showcase", "--bpm", "200")
    techno.playing()
    page = opened(browser, next(links(techno)))
    techno.ask("end")
    daemon.wait(timeout=60)
    page.get_by_text("no session answers").wait_for()
    techno.start("daemon", "m1_backbone", "--bpm", "200")
    page.get_by_role("heading").get_by_text("m1_backbone").wait_for()
    page.locator("#clock").filter(has_text=COUNTED).wait_for()
    assert page.faults == []
