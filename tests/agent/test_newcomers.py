"""What a newcomer asks is answered by one `techno ask`, and the page that it names lies within two clicks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.agent.heard import replies

ROOT: Final = Path(__file__).parents[2]
CLICKS: Final = 2
PAGE: Final = re.compile(r"\(((?:docs/)?[\w/-]+\.md)\)$")
ASKED: Final = {
    "What is this?": "drum",
    "How do I hear something right now?": "--wav",
    "How do I install it?": "pipx",
    "Which Python do I need?": "3.11",
    "How do I connect it to Ableton Live?": "--virtual",
    "How do I use it with Bitwig?": "Bitwig",
    "Does it work with Reaper?": "Reaper",
    "How do I connect it to Ardour?": "JACK",
    "How do I play my TR-8S with it?": "--port",
    "Which notes and channels does it send?": "channel",
    "Why do I hear nothing?": "MIDI",
    "Does it send MIDI clock?": "clock",
    "How do I change the tempo while it plays?": "bpm",
    "How do I mute a layer?": "mute",
    "How do I undo a mistake?": "undo",
    "Where are my recordings?": "out/sessions",
    "How do I play a recorded session again?": "replay",
    "How do I export a MIDI file?": "render",
    "How do I write my own groove?": "config",
    "What do the letters E S D H T mean?": "entrainment",
    "Why did nothing change when I asked for more?": "limit",
    "Do I need an API key?": "rules",
    "How do I use a local model such as Ollama?": "OPENAI_BASE_URL",
    "What leaves my machine?": "Without a model",
    "Does it run on Windows?": "WSL",
    "How do I get it on macOS into my DAW?": "--virtual",
    "It sounds late, what can I do?": ":trim",
    "How do I start it at boot?": "systemd",
    "How do I stop hanging notes?": "panic",
    "What happens when it crashes?": "recording",
    "How do I make a whole set?": "arc",
    "Can I control it from my phone?": "web",
    "How do I check what my machine lacks?": "doctor",
    "Can I sync it with Ableton Link?": "--clock link",
    "How do I make my DAW the clock master?": "--clock in",
    "How do I send the kick to one port and the hats to another?": "on a layer",
    "Can I use my own drum samples?": "soundfont",
    "How do I change the drum sounds of the built-in kit?": "one sound a drum",
    "Does it do melodies or basslines?": "one note",
    "Does it do triplets or another time signature?": "16ths",
    "How do I put in a hit by hand?": ":hit",
    "How do I map a knob of my MIDI controller?": ":learn",
    "My clap is on the wrong note, how do I change it?": "clap.note",
    "How do I get each drum on its own track in Ableton?": "channels of their own",
    "Can I load my own MIDI files into it?": "not played",
    "How do I loop one bar?": ":freeze",
    "How do I make a build-up and a drop?": ":drop",
    "Why does S not reach the value I set?": "guard",
    "How do I close the stage without stopping the music?": ":detach",
    "How much CPU does it need, does it run on a Raspberry Pi?": "Raspberry",
    "Can two people control it at the same time?": "several consoles",
    "How do I save my settings as a preset?": ":save",
    "What is the latency and jitter?": "lateness",
    "Does it work with PipeWire?": "pw-jack",
    "How do I get more swing on the hats?": "swing_percent",
    "How do I render stems?": "one track a layer",
    "Can I use it as a VST plugin?": "No plugin",
    "How do I use it with TouchOSC?": "techno osc",
    "Can I use Claude or ChatGPT to control it?": "techno mcp",
    "May I release tracks made with it?": "MIT",
    "How do I uninstall it?": "pipx uninstall",
    "How do I schedule a change at bar 64?": "at 65",
    "How do I turn off recording?": "--record off",
    "What does the E next to a layer mean?": "out by energy",
    "How do I turn the MIDI clock off?": "--clock off",
    "How do I make the hats quieter?": "velocity -10",
    "How do I get exactly the same groove again?": "byte for byte",
}
"""By question: what its answer must say."""


def links(page: Path) -> set[Path]:
    """Return the pages that a page leads to."""
    found = re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8"))
    return {(page.parent / one).resolve() for one in found}


@cache
def within_two_clicks() -> set[Path]:
    """Return the pages that are reached from the README by two clicks at most."""
    reached = here = {ROOT / "README.md"}
    for _ in range(CLICKS):
        here = set().union(*(links(page) for page in here if page.exists()))
        reached = reached | here
    return reached


@pytest.mark.parametrize(("question", "said"), list(ASKED.items()))
def test_one_ask_answers_it_and_names_a_page_near_by(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said.lower() in reply.reply.lower()
    named = PAGE.search(reply.reply)
    assert named is None or (ROOT / named[1]) in within_two_clicks()
