"""Which colours does the stage use, on a dark or a light terminal, with many colours, sixteen, or none?

Without colour everything still reads: letters, marks, bold and reversed text carry it. The terminal's own background is
left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

Theme = Literal["dark", "light"]
THEME_VARIABLE: Final = "TECH_ENGINE_THEME"
LIGHT_BACKGROUNDS: Final = frozenset({"7", "15"})
"""Background colours in COLORFGBG that are light: rxvt's and Konsole's way of telling."""

DARK: Final = {
    "dim": "#808890", "rest": "#4a5058", "rule": "#4a5058", "title": "bold #9fb4c8", "value": "bold",
    "layer": "#d0d6dc", "hit0": "", "hit1": "", "hit2": "", "hit3": "bold", "big": "#e8ecf0", "turn": "#8fb8ff",
    "lane0": "#f0f0f0", "lane1": "#5fd7e8", "lane2": "#8fb8ff", "lane3": "#c8a0ff", "lane4": "#f0a8d0",
    "lane5": "#a8e070", "lane6": "#e8c860", "lane7": "#60e0b8", "armed": "bold reverse #e8b84a",
    "muted": "#6a7078", "good": "#7fd07f",
    "warn": "#e8b84a", "trouble": "bold #ff6a5a", "band": "#5a7a5a", "gauge": "#4f7a88",
    "mark": "bold #e8b84a", "glide": "#8fb8ff", "waiting": "#e8b84a", "asked": "#d0d6dc", "done": "#7fd07f",
    "refused": "#e8b84a", "chat": "#c8a0ff", "event": "#808890", "said": "#b8c0c8", "play": "bold #7fd07f",
    "stop": "bold #e8b84a", "record": "bold #7fd07f", "beat": "bold #9fb4c8", "rescued": "bold #e8b84a",
    "playhead": "bg:#3a4450", "cursor": "bg:#7a5a10", "chosen": "bold underline", "question": "bold reverse #e8b84a",
    "completion-menu.completion": "bg:#20262c #b8c0c8", "completion-menu.completion.current": "bg:#8fb8ff #101418",
    "completion-menu.meta.completion": "bg:#181d22 #808890",
    "completion-menu.meta.completion.current": "bg:#3a4450 #d0d6dc",
    "completion-menu": "bg:#181d22", "scrollbar.background": "bg:#181d22", "scrollbar.button": "bg:#3a4450",
    "words": "bold #101418 bg:#8fb8ff", "hands": "bold #101418 bg:#e8b84a",
}
LIGHT: Final = DARK | {
    "dim": "#6a7078", "rest": "#b0b6bc", "rule": "#b0b6bc", "title": "bold #2a4a68", "layer": "#20262c",
    "lane0": "#101418", "lane1": "#00707a", "lane2": "#1a4ab0", "lane3": "#6a2ab0", "lane4": "#a02878",
    "lane5": "#3a7a10", "lane6": "#806000", "lane7": "#007858", "armed": "bold reverse #9a6400",
    "big": "#101418", "turn": "#1a4ab0", "muted": "#a0a6ac",
    "good": "#1a7a2a", "warn": "#9a6400", "trouble": "bold #c01808", "band": "#8ab08a", "gauge": "#5a8a98",
    "mark": "bold #9a6400", "glide": "#1a4ab0", "waiting": "#9a6400", "asked": "#20262c", "done": "#1a7a2a",
    "refused": "#9a6400", "chat": "#6a2ab0", "event": "#6a7078", "said": "#40464c", "play": "bold #1a7a2a",
    "stop": "bold #9a6400", "record": "bold #1a7a2a", "beat": "bold #2a4a68", "rescued": "bold #9a6400",
    "playhead": "bg:#d4dce4", "question": "bold reverse #9a6400", "cursor": "bg:#f0d080",
    "completion-menu.completion": "bg:#e4e8ec #40464c", "completion-menu.completion.current": "bg:#1a4ab0 #ffffff",
    "completion-menu.meta.completion": "bg:#d4dce4 #6a7078",
    "completion-menu.meta.completion.current": "bg:#b0b6bc #20262c",
    "completion-menu": "bg:#d4dce4", "scrollbar.background": "bg:#d4dce4", "scrollbar.button": "bg:#a0a6ac",
}
SIXTEEN: Final = {
    "rest": "", "dim": "", "rule": "", "title": "bold", "value": "bold", "hit0": "", "hit1": "", "hit2": "",
    "hit3": "bold", "lane0": "", "lane1": "ansicyan", "lane2": "ansiblue", "lane3": "ansimagenta", "lane4": "ansigreen",
    "lane5": "ansiyellow", "lane6": "ansicyan", "lane7": "ansimagenta", "armed": "bold reverse ansiyellow",
    "big": "bold", "turn": "ansiblue", "muted": "",
    "good": "ansigreen", "warn": "ansiyellow", "trouble": "bold ansired",
    "band": "ansigreen", "gauge": "ansicyan", "mark": "bold ansiyellow", "glide": "ansiblue", "waiting": "ansiyellow",
    "done": "ansigreen", "refused": "ansiyellow", "chat": "ansimagenta", "play": "bold ansigreen",
    "stop": "bold ansiyellow", "record": "ansigreen", "beat": "bold", "rescued": "bold ansiyellow",
    "playhead": "reverse", "cursor": "underline", "chosen": "bold underline", "question": "bold reverse",
    "words": "reverse ansiblue", "hands": "reverse ansiyellow",
}
"""Names of the terminal's own colours, which its user has made readable on their background."""
NONE: Final = {
    "title": "bold", "value": "bold", "hit3": "bold", "trouble": "bold", "armed": "reverse", "big": "bold",
    "mark": "bold", "play": "bold", "stop": "bold",
    "beat": "bold", "rescued": "bold", "playhead": "reverse", "cursor": "underline", "chosen": "bold underline",
    "question": "reverse", "words": "reverse", "hands": "reverse bold",
}


def theme_of(environment: Mapping[str, str]) -> Theme:
    """Return whether the terminal is light or dark, as far as it tells; TECH_ENGINE_THEME settles it."""
    named = environment.get(THEME_VARIABLE, "").lower()
    if named == "light":
        return "light"
    if named == "dark":
        return "dark"
    return "light" if environment.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_BACKGROUNDS else "dark"


def depth_of(environment: Mapping[str, str]) -> ColorDepth:
    """Return how many colours the terminal shows; NO_COLOR means none."""
    if environment.get("NO_COLOR"):
        return ColorDepth.DEPTH_1_BIT
    term = environment.get("TERM", "")
    if environment.get("COLORTERM", "") in {"truecolor", "24bit"} or term.endswith("-direct"):
        return ColorDepth.DEPTH_24_BIT
    if "256" in term or term in {"xterm-kitty", "alacritty", "foot", "wezterm"}:
        return ColorDepth.DEPTH_8_BIT
    if term.startswith("vt") or term.endswith("-mono") or not term:
        return ColorDepth.DEPTH_1_BIT
    return ColorDepth.DEPTH_4_BIT


def style_of(depth: ColorDepth, theme: Theme) -> Style:
    """Return the styles for a terminal."""
    if depth is ColorDepth.DEPTH_1_BIT:
        rules = NONE
    elif depth is ColorDepth.DEPTH_4_BIT:
        rules = SIXTEEN
    else:
        rules = DARK if theme == "dark" else LIGHT
    return Style.from_dict(dict(rules))


def plain_letters(encoding: str | None) -> bool:
    """Return True where the terminal's encoding has no letters beyond ASCII."""
    return "utf" not in (encoding or "").lower()
