"""Each panel says what there is to see: hits and hands, scores and bands, what is on its way, what was said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import start
from engine.bar import Scores
from engine.commands import Freeze, Scene, Set, Target, Wish
from engine.session import apply, next_bar
from engine.state import Held, Holds
from sequencer.console.paint import hit_letter, plain_text, spark
from sequencer.console.paint_grid import grid_lines, hits_of, place_at
from sequencer.console.paint_header import header_lines, hint_line
from sequencer.console.paint_log import log_lines
from sequencer.console.paint_meters import meter_lines
from sequencer.console.paint_queue import on_its_way, queue_lines
from sequencer.console.view import LogLine, Nudge, StageView
from tests.sequencer.console.scenes import CONFIG, bar_of, played

if TYPE_CHECKING:
    from engine.control import Snapshot


def grid(view: StageView, width: int = 80, height: int = 6) -> list[str]:
    return plain_text(grid_lines(view, width, height)).split("\n")


def snapshot(view: StageView) -> Snapshot:
    assert view.snapshot is not None
    return view.snapshot


def test_a_hit_is_as_dense_as_it_is_loud() -> None:
    letters = [hit_letter(velocity, ascii_only=False)[1] for velocity in (1, 47, 48, 79, 80, 107, 108, 127)]
    assert letters == list("░░▒▒▓▓██")
    assert len({hit_letter(velocity, ascii_only=True)[1] for velocity in (1, 50, 90, 120)}) == 4


def test_a_ratchet_shows_its_hits() -> None:
    assert hits_of(bar_of(0))["hat_c"][14].hits == 3
    assert "3 " in grid(played())[2]


def test_the_playhead_stands_above_the_step_that_sounds() -> None:
    for step in range(16):
        ruler = grid(replace(played(), tick=step * 480 + 479))[0]
        beat, inside = divmod(step, 4)
        assert ruler.index("▼") == 13 + beat * 13 + inside * 3
    assert "▼" not in grid(replace(played(), tick=None))[0]


def test_a_silent_layer_is_marked_and_hollow_at_once() -> None:
    rows = grid(replace(played(), at_once=(("hat_c", True), ("clap", False))))
    assert (rows[2][10], rows[5][10]) == ("M", " ")
    assert "□" in rows[2]
    assert "□" not in rows[5]
    state = played().state
    assert state is not None
    soloed = replace(played(), state=replace(state, stage=Holds(solos=(Held("hat_o", 4),))))
    assert grid(soloed)[3][11] == "S"


def test_all_layers_can_be_reached_where_not_all_have_room() -> None:
    assert "clap" in "".join(grid(replace(played(), layer=4), height=3))
    assert "kick" in "".join(grid(replace(played(), layer=0), height=3))


def test_a_place_of_the_grid_is_a_layer_and_a_step() -> None:
    view = played()
    for width in (80, 110, 140):
        rows = grid(view, width)
        for layer, row in enumerate(rows[1:]):
            assert place_at(view, layer + 1, 3, width, 6) == (layer, None)
            for column, letter in enumerate(row[:60]):
                found = place_at(view, layer + 1, column, width, 6)
                if letter in "█▓□▒░" and found is not None:
                    assert found[1] in hits_of(bar_of(0))[view.layers[layer]]
    assert place_at(view, 0, 20, 80, 6) is None
    assert place_at(view, 6, 20, 80, 6) is None
    assert place_at(view, 1, 79, 80, 6) is None


def test_a_meter_tells_where_its_score_lies() -> None:
    view = played()
    bar = replace(bar_of(3), scores=Scores(0.5, 0.9, 0.1, 0.2, 9.0, 9.0), out_of_reach=("S",))
    view = replace(view, bar=bar, snapshot=replace(snapshot(view), goals={
        "E": (0.8, 1.0), "S": (0.3, 0.5), "D": None, "H": (0.1, 0.5), "T": (0.0, 8.0),
    }))
    lines = plain_text(meter_lines(view, 80)).split("\n")
    assert [line.split()[1] for line in lines] == ["low", "unreached", "free", "in", "high"]
    assert "0.30-0.50" in lines[1]
    assert plain_text(meter_lines(replace(view, history=view.history * 3), 80)).count("▁") >= 32
    assert "-" in plain_text(meter_lines(StageView(), 80))


def test_a_spark_is_as_tall_as_its_value() -> None:
    tall = [spark(value / 10, 0.0, 1.0, ascii_only=False) for value in range(11)]
    assert tall == sorted(tall)
    assert (tall[0], tall[-1]) == ("▁", "█")
    assert spark(5.0, 1.0, 1.0, ascii_only=True) == "_"


def test_what_is_on_its_way_says_the_bars_to_go() -> None:
    state, _ = apply(start(CONFIG), [Wish(Scene("save", "one"), "0")])
    state, _ = next_bar(state)
    wishes = [
        Wish(Set("hat_c.density", 0.2), "1"), Wish(Target("S", 0.1, 0.9), "2"),
        Wish(Freeze(), "4"),
    ]
    state, bar = next_bar(state, wishes)
    words = on_its_way(state)
    left = {outcome.path: outcome.bars_left for outcome in bar.outcomes if outcome.status == "gliding"}
    assert f"{left['hat_c.density.target']} bars to go" in next(one for one in words if one.startswith("hat_c"))
    assert "frozen: bar 1 repeats until :freeze off" in words
    assert any(one.startswith("targets.S: ") for one in words)
    state, _ = next_bar(state, [Wish(Scene("recall", "one", 4), "5")])
    assert any(one.startswith("scene one: ") for one in on_its_way(state))
    held = replace(state, stage=Holds((Held("kick", 1),), (Held("clap", None),), 2, None))
    words = on_its_way(held)
    assert {"fill: latched until :fill off", "mute kick: 1 bar to go", "solo clap: until :unsolo"} <= set(words)
    assert "fill: 2 bars to go" in on_its_way(replace(state, stage=Holds(fill_bars=2)))


def test_the_queue_says_when_it_is_empty_or_longer_than_its_room() -> None:
    assert "nothing is queued" in plain_text(queue_lines(StageView(), 3))
    assert "and 7 more" in plain_text(queue_lines(replace(StageView(), waiting=("x",) * 9), 3))
    view = played()
    assert view.state is not None
    last = replace(view, state=replace(view.state, stage=Holds(mutes=(Held("clap", None),))), waiting=())
    assert "kick and bass are back on the next bar line" in plain_text(queue_lines(last, 3))


def test_the_log_shows_its_end_and_can_be_scrolled_back() -> None:
    log = tuple(LogLine("said", f"line {number}") for number in range(50))
    assert plain_text(log_lines(StageView(log=log), 80, 5)).split()[-1] == "49"
    back = plain_text(log_lines(StageView(log=log, scroll=10), 80, 5))
    assert "line 38" in back
    assert "10 lines further down" in back
    assert "line 0" in plain_text(log_lines(StageView(log=log, scroll=999), 80, 5))
    talk = plain_text(log_lines(StageView(log=log, said="I am \x1b[31mthinking"), 80, 5))
    assert "~ I am [31mthinking" in talk


def test_the_header_tells_trouble() -> None:
    view = played()
    found = replace(
        snapshot(view), faults=1, restarts=2, recording={"fault": "disk full"}, playing=False,
        lateness_us=replace(snapshot(view).lateness_us, p99=2000.0, late=7),
    )
    assert view.state is not None
    bar = replace(bar_of(3), fill=True, rescued=True)
    text = plain_text(header_lines(replace(view, snapshot=found, bar=bar, tick=None)))
    wanted = ("stopped", "4.-", "FILL", "RESCUED", "RECORDING FAULT", "(7 over 1 ms)", "1 bars failed")
    for words in (*wanted, "2 players replaced"):
        assert words in text
    assert "take one" in plain_text(header_lines(replace(view, snapshot=replace(found, recording={"take": "one"}))))
    assert "not recorded" in plain_text(header_lines(replace(view, snapshot=replace(found, recording=None))))


def test_the_line_of_hints_says_what_comes_next() -> None:
    view = played()
    assert "Tab hands" in plain_text([hint_line(view)])
    assert "Tab words" in plain_text([hint_line(replace(view, mode="hands", path="bpm"))])
    assert plain_text([hint_line(replace(view, question="end? y/n"))]) == " end? y/n"
    assert "solo which layer" in plain_text([hint_line(replace(view, prefix="solo"))])
    assert "Esc cancels" in plain_text([hint_line(replace(view, chatting=True))])
    nudge = Nudge("kick.velocity", 100.0, 104.0, "next bar: the same hits")
    assert "kick.velocity 100 to 104  next bar" in plain_text([hint_line(replace(view, nudge=nudge))])
