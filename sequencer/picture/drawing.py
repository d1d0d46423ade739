"""How does a sheet look? Drawn with matplotlib's Figure alone, so that no window system is ever asked for."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

WIDTH_INCHES: Final = 11.0
ROW_INCHES: Final = 0.24
SCORE_INCHES: Final = 0.62
PANEL_INCHES: Final = 1.1
EDGES_INCHES: Final = 1.3
INK, LINE, BAND, QUIET, ALARM = "#222222", "#1f6f8b", "#bfe3d0", "#9a9a9a", "#c0392b"
LOUD: Final = ((90, INK), (60, "#6d7f8c"), (0, "#b5c0c8"))
"""Colour of a hit, by its least velocity."""
WIDE_BARS: Final = 32
"""Up to here a hit is drawn as wide as a sixteenth; a longer sheet gets thin marks."""
NAME_ROWS: Final = 4
ROW_POINTS: Final = 9
CHARACTER_SHARE: Final = 0.006
"""Of the width of a sheet, that a letter of a section's name takes."""
GREYS: Final = ("#1f6f8b", "#d08b28", "#5b8c3e", "#8e5ea2", "#c0392b", "#3f51b5", "#7a6652", "#00897b")


def drawn(sheet: Mapping[str, Any], kind: str) -> bytes:
    """Return the picture of a sheet (its fields as JSON) as SVG or PNG; the same sheet gives the same bytes."""
    mpl.rcParams["svg.hashsalt"] = "techno"
    mpl.rcParams["svg.fonttype"] = "none"
    heights = [
        max(3, len(sheet["layers"])) * ROW_INCHES, *([SCORE_INCHES] * len(sheet["scores"])), SCORE_INCHES,
        *([PANEL_INCHES] if sheet["parameters"] else []),
    ]
    figure = Figure(figsize=(WIDTH_INCHES, sum(heights) + EDGES_INCHES), layout="constrained")
    panels = figure.subplots(len(heights), 1, sharex=True, gridspec_kw={"height_ratios": heights}, squeeze=False)[:, 0]
    figure.suptitle(sheet["title"], fontsize=11)
    _roll(panels[0], sheet)
    for axes, curve in zip(panels[1:], sheet["scores"], strict=False):
        _score(axes, curve, sheet["rescued"])
    _energy(panels[1 + len(sheet["scores"])], sheet)
    if sheet["parameters"]:
        _parameters(panels[-1], sheet["parameters"])
    panels[-1].set_xlim(0.5, sheet["bars"] + 0.5)
    panels[-1].xaxis.set_major_locator(MaxNLocator(nbins=16, integer=True, min_n_ticks=1))
    panels[-1].set_xlabel("bar")
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=110, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()


def _roll(axes: Axes, sheet: Mapping[str, Any]) -> None:
    """Draw every hit: a row a layer, darker where it is louder. Bars with a fill are shaded."""
    layers: Sequence[str] = sheet["layers"]
    wide = sheet["bars"] <= WIDE_BARS
    above = 128
    for least, colour in LOUD:
        xs: list[float] = []
        ys: list[float] = []
        for place, onset, velocity in sheet["hits"]:
            if least <= velocity < above:  # one path for all hits of a colour keeps the file small
                xs += [onset + 0.5, onset + 0.5, float("nan")]
                ys += [place - 0.36, place + 0.36, float("nan")]
        axes.plot(xs, ys, color=colour, linewidth=2.2 if wide else 0.6, solid_capstyle="butt")
        above = least
    for bar in sheet["fills"]:
        axes.axvspan(bar + 0.5, bar + 1.5, color="#f3e3c3", linewidth=0, zorder=0)
    if wide:
        for bar in range(sheet["bars"] + 1):
            axes.axvline(bar + 0.5, color="#e3e3e3", linewidth=0.5, zorder=0)
    axes.set_yticks(range(len(layers)), layers, fontsize=8)
    axes.set_ylim(len(layers) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def _score(axes: Axes, curve: Mapping[str, Any], rescued: Sequence[int]) -> None:
    """Draw a score with the band that it is held in, bar by bar."""
    bars = range(1, len(curve["values"]) + 1)
    ends = [band or (float("nan"), float("nan")) for band in curve["bands"]]
    edges = [bar - 0.5 for bar in (*bars, len(bars) + 1)]
    axes.fill_between(
        edges, [low for low, _ in (*ends, ends[-1])], [high for _, high in (*ends, ends[-1])], step="post", color=BAND,
        linewidth=0, zorder=0,
    )
    values = curve["values"]
    axes.plot(edges, [*values, *values[-1:]], color=LINE, linewidth=1.1, drawstyle="steps-post")
    for bar in rescued:
        axes.axvline(bar + 1, color=ALARM, linewidth=0.8)
    unit = " ms" if curve["scale"] > 1 else ""  # the others are shares
    _named(axes, f"{curve['name']}{unit}")
    top = max(curve["scale"], *values)
    axes.set_ylim(-0.04 * top, 1.05 * top)  # a line at 0 is seen
    axes.set_yticks([0, curve["scale"]], ["0", f"{curve['scale']:g}"])
    axes.tick_params(axis="y", labelsize=7)


def _named(axes: Axes, name: str) -> None:
    """Write a panel's name beside its scale, where it is never cut off."""
    axes.set_ylabel(name, rotation=0, labelpad=4, ha="right", va="center", fontsize=9)


def _energy(axes: Axes, sheet: Mapping[str, Any]) -> None:
    """Draw energy, and where sections begin."""
    edges = [bar + 0.5 for bar in range(sheet["bars"] + 1)]
    axes.fill_between(edges, [*sheet["energy"], *sheet["energy"][-1:]], step="post", color="#d9c7e8", linewidth=0)
    for (bar, name), row in zip(sheet["sections"], name_rows(sheet["sections"], sheet["bars"]), strict=True):
        axes.axvline(bar + 0.5, color=QUIET, linewidth=0.8)
        axes.annotate(
            name, (bar + 0.5, 1.0), xytext=(3, -9 - ROW_POINTS * row), textcoords="offset points", fontsize=7, color=INK
        )
    _named(axes, "energy")
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 1], ["0", "1"])
    axes.tick_params(axis="y", labelsize=7)


def name_rows(sections: Sequence[tuple[int, str]], bars: int) -> list[int]:
    """Return the row of each section's name, from the top: the first where the name before it has ended."""
    ends = [0.0] * NAME_ROWS
    found: list[int] = []
    for bar, name in sections:
        row = next((row for row, end in enumerate(ends) if end <= bar), 0)
        ends[row] = bar + (len(name) + 1) * CHARACTER_SHARE * bars
        found.append(row)
    return found


def _parameters(axes: Axes, curves: Sequence[Mapping[str, Any]]) -> None:
    """Draw what moves, each over its own range on this sheet, with the range in the legend."""
    for curve, colour in zip(curves, GREYS, strict=False):
        low, high = min(curve["values"]), max(curve["values"])
        shares = [(value - low) / (high - low) for value in curve["values"]]
        axes.plot(
            range(1, len(shares) + 1), shares, color=colour, linewidth=1.0,
            label=f"{curve['name']}  {low:.3g} to {high:.3g}",
        )
    _named(axes, "moves")
    axes.set_yticks([])
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.35), ncols=3, fontsize=7, frameon=False)
