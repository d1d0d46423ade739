"""What do the words of one clause mean together: "hi-hat, the open one", "the tempo drags", "75 to 50"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.bare_times import settle_bars
from agent.offline.vocabulary import FAULTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from agent.offline.meaning import Clause

BANDS: Final = frozenset({"S", "E", "D", "H"})
"""Qualities of which two figures are both ends."""


def settle(clause: Clause, leans: Collection[str]) -> None:
    """Settle what single words leave open; `leans` are the words of its directions."""
    if FAULTS.intersection(leans):
        clause.too, clause.ways = False, [way for way in clause.ways if way != "less"]  # less harsh mends harsh
    if "hats" in clause.layers and {"hat_c", "hat_o"} & set(clause.layers):
        clause.layers.remove("hats")  # the hi-hat, the open one
    if clause.gone and clause.moods == ["stripped"] and clause.layers:
        clause.moods, clause.acts, clause.verbs = [], ["mute"], ["mute"]  # strip the snare out
    if "all" in clause.layers and len(clause.layers) > 1:
        clause.layers.remove("all")  # all the hats, the hat pattern
    if clause.only and clause.keep and clause.spared and not clause.layers and _orders_only(clause):
        clause.layers, clause.spared, clause.keep = clause.spared, [], False  # keep only the kick
    if clause.lacking and clause.only and clause.slots() == {"layers", "only", "lacking"}:
        clause.lacking = False  # we need only the snare
    does = clause.slots() - {"excepted", "only", "negated"}
    if clause.excepted and does and not (clause.layers or clause.pron or clause.other):
        clause.layers = ["all"]  # unmute, but not the clap
    if clause.too and clause.qualities and clause.pron and clause.ways == ["down"]:
        clause.ways = []  # the accents are too much tone them down: the complaint says it already
    settle_bars(clause)
    if "nothing" in clause.acts and (
        clause.layers or clause.leans or clause.ways or clause.moods or len(clause.acts) > 1
    ):
        clause.acts = [act for act in clause.acts if act != "nothing"]  # mute it, thanks
    _settle_tempo(clause)
    sounds = clause.leans or clause.ways or clause.moods or clause.figures
    if clause.gradual and clause.bars and clause.over is None and sounds and not (clause.acts or clause.gone):
        clause.over, clause.bars = clause.bars, None  # gradually quieter for 4 bars
    ends = len(clause.figures) == 2 and clause.figures[1].goal and not clause.figures[0].goal  # noqa: PLR2004 - from, to
    alike = ends and {one.unit for one in clause.figures} == {clause.figures[1].unit}
    if alike and not BANDS & set(clause.qualities):
        clause.figures = clause.figures[1:]  # density .75 to .4: where it is now is no goal


def _settle_tempo(clause: Clause) -> None:
    """Read "the tempo is dragging" as a tempo that is too slow."""
    if "tempo" in clause.qualities and clause.leans and {quality for quality, _ in clause.leans} == {"lag"}:
        clause.leans = [("tempo", -way) for _, way in clause.leans]


def _orders_only(clause: Clause) -> bool:
    """Return True for "leave just the kick", and not for "just leave the kick alone"."""
    said = clause.said.split()
    alone = {"alone", "as", "untouched", "be", "where", "unchanged", "out", "the_same"} & set(said)
    return not alone and not clause.negated and not clause.slots() & {"leans", "moods", "ways", "qualities", "figures"}
