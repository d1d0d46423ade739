"""What can a model do with files: list, read and write configs, and read the documentation?"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field, JsonValue

from agent.docs_answer import passages_for
from agent.tools.preview import medians
from agent.tools.tool import MAX_SAID, NAME, Desk, Tool, count, like, name_of, shown
from engine import next_bar, start
from engine.config import Density, Layer, Targets
from engine.config_file import config_json
from engine.errors import TechnoError
from engine.midi_file import Take

if TYPE_CHECKING:
    from engine.config import Config

MAX_LISTED: Final = 128
MAX_PHRASE_BARS: Final = 64
MAX_QUESTION: Final = 500
MAX_CONFIG_TEXT: Final = 32_768
"""Longest config that a model may write, in characters; larger ones are written by hand."""


class ListConfigs(Tool):
    """The configs there are, by name, with mode, tempo and a line about each."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return a row a config."""
        desk.learnt = desk.tainted = True
        names = desk.files.names()
        rows: list[JsonValue] = []
        for name in names[:MAX_LISTED]:
            with suppress(TechnoError):  # a faulty one is left out, as `techno configs` does
                rows.append(_row(name, desk.files.read(name)))
        return {"configs": rows, "more": max(0, len(names) - MAX_LISTED)}


class ReadConfig(Tool):
    """A config, whole, as JSON with its style underneath and defaults filled in."""

    name: str = name_of("of list_configs")

    async def use(self, desk: Desk) -> JsonValue:
        """Return its content."""
        desk.learnt = desk.tainted = True
        found: JsonValue = json.loads(config_json(desk.files.read(self.name)))
        return {"name": self.name, "config": _printable(found)}


class WriteConfig(Tool):
    """Write a config, as JSON text, under a name. It is checked whole before anything is written."""

    name: str = name_of("of the config")
    text: str = Field(description=f"the config's JSON, at most {MAX_CONFIG_TEXT} characters")
    overwrite: bool = Field(description="true only when the performer said that the file may be replaced")

    async def use(self, desk: Desk) -> JsonValue:
        """Write the file; return its path."""
        if len(self.text) > MAX_CONFIG_TEXT:
            raise TechnoError(f"that config is longer than {MAX_CONFIG_TEXT} characters")
        return desk.keep_config(self.name, self.text, overwrite=self.overwrite)


class Curated(Tool):
    """A config on top of another one, changed where listeners notice most."""

    style: str = name_of("the config it is laid over, one of list_configs")
    bpm: float | None = like("bpm")
    seed: int | None = Field(ge=0, lt=2**53, description="seed of every draw; null is the style's")
    S_low: float | None = like("S_low", model=Targets)
    S_high: float | None = like("S_high", model=Targets)
    hat_density: float | None = like("target", "density of hat_c", model=Density)
    hat_swing: float | None = like("swing_percent", "swing of hat_c", model=Layer)
    snare_ghosts: float | None = like("ghost_pre1_prob", "ghosts of the snare before a beat", model=Layer)

    def text(self, **more: JsonValue) -> str:
        """Return the config's JSON text, with further keys."""
        hat, snare = _given({"swing_percent": self.hat_swing}), _given({"ghost_pre1_prob": self.snare_ghosts})
        bands = {"S_low": self.S_low, "S_high": self.S_high, "hat_density_target": self.hat_density}
        laid: dict[str, Any] = {
            "style": self.style, "bpm": self.bpm, "seed": self.seed, **more,
            "targets": _given(bands), "layers": _given({"hat_c": hat, "snare": snare}),
        }
        return json.dumps(_given(laid), indent=2)


class CreateConfig(Curated):
    """Make a config of your own on top of a bundled one, changed in tempo, seed, bands, hats and ghosts."""

    name: str = name_of("of the new config")
    bars: int | None = like("bars")
    overwrite: bool = Field(description="true only when the performer said that the file may be replaced")

    async def use(self, desk: Desk) -> JsonValue:
        """Write the file; return its path."""
        return desk.keep_config(self.name, self.text(bars=self.bars), overwrite=self.overwrite)


class RenderPhrase(Curated):
    """Render a phrase in a style to a .mid, with its config as .json beside it, without touching what plays."""

    bars: int = count(1, MAX_PHRASE_BARS, "how many bars")
    out: str = Field(pattern=NAME, description="name of both files, without an ending")

    async def use(self, desk: Desk) -> JsonValue:
        """Return its scores and the names of its files."""
        text = self.text(mode="m4", bars=self.bars)
        config = desk.read_text(text, self.out)
        state, bars = start(config), []
        take = Take(tuple(config.layers), config.ppq, self.out)
        for _ in range(self.bars):
            state, bar = next_bar(state)
            bars.append(bar)
            take.add_bar(bar)
            await asyncio.sleep(0)  # a turn can be cancelled between two bars
        command: dict[str, Any] = {"command": "render", "config": self.style, "bars": self.bars}
        words = f"would render {self.bars} bars of {self.style} to {self.out}.mid"
        if not desk.dry_run:
            midi = desk.files.write_out(f"{self.out}.mid", take.to_bytes())
            kept = desk.files.write_out(f"{self.out}.json", text.encode())
            words = f"rendered {self.bars} bars of {self.style} at {config.bpm:g} BPM to {midi} and {kept}"
        desk.note(command | {"out": f"{self.out}.mid"}, words)
        return {"midi": f"{self.out}.mid", "config": f"{self.out}.json", "bpm": config.bpm, "scores": medians(bars)}


class DocAnswer(Tool):
    """Passages of the project's own documents that answer a question, each with its file and heading."""

    question: str = Field(description="in a few words")

    async def use(self, desk: Desk) -> JsonValue:
        """Return the passages."""
        desk.learnt = True
        found = passages_for(self.question[:MAX_QUESTION])
        if not found:
            raise TechnoError("the documents say nothing about that")
        return [{"file": one.file, "heading": one.heading, "text": one.text} for one in found]


class HelpText(Tool):
    """What a performer can ask for, in a few lines."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return it."""
        desk.learnt = True
        return HELP


HELP: Final = """\
Say what you want to hear: denser or thinner hats, more swing, more syncopation, tighter, louder, faster, darker.
Mute, solo, drop or fill, for so many bars. Save a scene and come back to it, at once or over some bars. Freeze the bar.
Ask how something would sound before it is done, why a step sounds, how the music stands, what the documents say.
Load, save or render a config. "Undo" takes back a whole sentence.
Everything moves within its cap a bar, and the answer says what really happened."""


class ListExamples(Tool):
    """Bundled configs, each with a wish that suits it."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return a row an example."""
        desk.learnt = True
        there = set(desk.files.names())
        return [{"config": name, "wish": wish} for name, wish in EXAMPLES.items() if name in there]


EXAMPLES: Final = {
    "m4_showcase": "a bit more swing on the hats, and bring the syncopation up",
    "warehouse": "drop the kick for 8 bars, then a fill",
    "minimal": "thinner hats, and let the clap come in every other bar",
    "hard": "go to 145 over 16 bars and tighten everything",
    "dub": "fewer hats, more space around the kick",
    "broken": "straighter for a while, then like before",
    "berlin_hypnotic": "hold it: freeze the bar, and let go on my word",
    "tribal": "louder toms, and roll the hats now and then",
}


def _row(name: str, config: Config) -> JsonValue:
    about = shown(config.description)[:MAX_SAID]
    return {"name": name, "mode": config.mode, "bpm": config.bpm, "layers": list(config.layers), "about": about}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that were given a value."""
    return {key: value for key, value in values.items() if value is not None and value != {}}


def _printable(value: JsonValue) -> JsonValue:
    """Return JSON with its texts made fit for a result."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return {key: _printable(item) for key, item in value.items()} if isinstance(value, dict) else value


