"""What can a model do with files: list, read and write configs, and read the documentation?"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field, JsonValue

from agent.tools.tool import MAX_SAID, Desk, Tool, like, name_of, shown
from engine.config import Density, Layer, Targets
from engine.config_file import config_json
from engine.errors import TechnoError

if TYPE_CHECKING:
    from engine.config import Config

MAX_LISTED: Final = 128
MAX_CONFIG_TEXT: Final = 32_768
"""Longest config that a model may write, in characters; larger ones are written by hand."""


class ListConfigs(Tool):
    """The configs there are, by name, with mode, tempo and a line about each."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return a row a config."""
        desk.learnt = True
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
        desk.learnt = True
        found: JsonValue = json.loads(config_json(desk.files.read(self.name)))
        return {"name": self.name, "config": _printable(found)}


class WriteConfig(Tool):
    """Write a config, as JSON text, under a name. It is checked whole before anything is written."""

    name: str = name_of("of the config")
    text: str = Field(description=f"the config's JSON, at most {MAX_CONFIG_TEXT} characters")
    overwrite: bool = Field(description="true only when the performer said that the file may be replaced")

    async def use(self, desk: Desk) -> JsonValue:
        """Return where it is."""
        if len(self.text) > MAX_CONFIG_TEXT:
            raise TechnoError(f"that config is longer than {MAX_CONFIG_TEXT} characters")
        return desk.keep_config(self.name, self.text, overwrite=self.overwrite)


class CreateConfig(Tool):
    """Make a config of your own on top of a bundled one, changed in tempo, seed, bands, hat density and swing."""

    name: str = name_of("of the new config")
    style: str = name_of("the config it is laid over, one of list_configs")
    bpm: float | None = like("bpm")
    bars: int | None = like("bars")
    seed: int | None = Field(ge=0, lt=2**53, description="seed of every draw; null is the style's")
    S_low: float | None = like("S_low", model=Targets)
    S_high: float | None = like("S_high", model=Targets)
    hat_density: float | None = like("target", "density of hat_c", model=Density)
    hat_swing: float | None = like("swing_percent", "swing of hat_c", model=Layer)
    overwrite: bool = Field(description="true only when the performer said that the file may be replaced")

    async def use(self, desk: Desk) -> JsonValue:
        """Return where it is."""
        laid: dict[str, Any] = {"style": self.style, "bpm": self.bpm, "bars": self.bars, "seed": self.seed}
        laid["targets"] = _given({"S_low": self.S_low, "S_high": self.S_high, "hat_density_target": self.hat_density})
        if self.hat_swing is not None:
            laid["layers"] = {"hat_c": {"swing_percent": self.hat_swing}}
        text = json.dumps(_given(laid), indent=2)
        return desk.keep_config(self.name, text, overwrite=self.overwrite)


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
    """Return what was given a value."""
    return {key: value for key, value in values.items() if value is not None and value != {}}


def _printable(value: JsonValue) -> JsonValue:
    """Return JSON with its texts made fit for a result."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return {key: _printable(item) for key, item in value.items()} if isinstance(value, dict) else value


