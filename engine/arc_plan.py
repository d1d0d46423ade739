"""What does the plan of a set look like in a config?

An arc is a row of sections; `engine/arc.py` plays it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

MAX_SECTIONS = 64
MOST_BARS = 1024
BARS_GRAIN = 4
"""Sections are made of whole phrases of four bars at least."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """A part of a set."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")] = Field(description="name of the section")
    bars: int = Field(ge=BARS_GRAIN, le=MOST_BARS, description="length in bars, a multiple of 4")
    energy: Share | tuple[Share, Share] = Field(1.0, description="energy, or where it fades from and to")
    scene: str | None = Field(None, max_length=32, description="scene to recall as it begins")
    morph: int = Field(0, ge=0, le=256, description="bars over which the scene comes")
    targets: dict[str, float | None] = Field(default_factory=dict, description="targets that differ from the config's")
    set: dict[str, JsonValue] = Field(default_factory=dict, description="parameters that differ, by path")
    mute: tuple[str, ...] = Field((), description="layers that stay out")
    start: Literal["crash", "fill", "none"] = Field("none", description="what its first bar begins with")
    end: Literal["roll", "cut", "none"] = Field("none", description="what its last bar ends with")

    @field_validator("bars")
    @classmethod
    def _whole_phrases(cls, bars: int) -> int:
        if bars % BARS_GRAIN:
            raise ValueError(f"bars must be a multiple of {BARS_GRAIN}, found {bars}")
        return bars

    def values(self) -> dict[str, JsonValue]:
        """Return the values that differ, by path."""
        return {**{f"targets.{name}": value for name, value in self.targets.items()}, **self.set}


class Arc(BaseModel):
    """The plan of a set: sections that follow each other, from the first bar on."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    on: bool = Field(False, description="it plays without being asked for")  # noqa: FBT003 - a field's default
    loop: bool = Field(False, description="the first section follows the last; else the last holds")  # noqa: FBT003 - a default is no argument of a caller
    sections: tuple[Section, ...] = Field(description="the sections in their order, 1 to 64")

    @field_validator("sections")
    @classmethod
    def _some(cls, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        if not 1 <= len(sections) <= MAX_SECTIONS:
            raise ValueError(f"an arc has 1..{MAX_SECTIONS} sections, found {len(sections)}")
        return sections

    @property
    def bars(self) -> int:
        """Bars of all sections together."""
        return sum(section.bars for section in self.sections)
