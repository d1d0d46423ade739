"""Each panel says what there is to see: hits and hands, scores and bands, what is on its way, what was said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prompt_toolkit.output.color_depth import ColorDepth

from engine import Config, start
from engine.bar import Scores, SectionPlace
from engine.commands import Freeze, Scene, Section, Set, Solo, Target, Wish
from engine.config import Layer
from engine.control import PortStatus
from engine.session import apply, next_bar
from engine.state import Glide, Held, HeldHit, Holds, MorphEnd
from sequencer.console.paint import hit_letter, plain_text, spark
from sequencer.console.paint_grid import grid_lines, hits_of, place_at
from sequencer.console.paint_header import header_lines, hint_line
from sequencer.console.paint_log import log_lines
from sequencer.console.paint_meters import meter_lines
from sequencer.console.paint_queue import on_its_way, queue_lines
from sequencer.console.paint_stage import stage_lines
from sequencer.console.palette import style_of
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
        assert ruler.index("▼") == 14 + beat * 13 + inside * 3
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


def test_a_layer_that_only_the_solo_of_others_silences_has_no_mute_to_let_go() -> None:
    view = played()
    state = view.state
    assert state is not None
    soloed = replace(view, state=replace(state, stage=Holds(solos=(Held("hat_o", None),))))
    assert [line[10:12] for line in grid(soloed)[1:6]] == ["  ", "  ", " S", "  ", "  "]
    muted = replace(soloed, state=replace(state, stage=Holds((Held("clap", None),), (Held("hat_o", None),))))
    assert [line[10:12] for line in grid(muted)[1:6]] == ["  ", "  ", " S", "  ", "M "]
    dropped = replace(soloed, state=replace(state, stage=Holds(solos=(Held("hat_o", None),), drop_bars=2)))
    assert grid(dropped)[1][10] == "M"


def test_the_last_bar_of_a_timed_solo_looks_like_those_before_it() -> None:
    state = start(Config(mode="m4", layers={"kick": Layer(), "hat_o": Layer(), "clap": Layer()}), seed=1)
    looks, wishes = [], [Wish(Solo("hat_o", 2))]
    for _ in range(3):
        state, bar = next_bar(state, wishes)
        looks.append([line[10:12] for line in grid(StageView(state=state, bar=bar))[1:4]])
        wishes = []
    assert looks == [["  ", " S", "  "], ["  ", " S", "  "], ["  ", "  ", "  "]]


def test_a_long_name_keeps_its_end_and_leaves_a_sign() -> None:
    long = Config(mode="m4", layers={"conga_low_left": Layer(), "conga_low_right": Layer()})
    view = StageView(state=start(long, seed=1))
    assert [line[2:10].strip() for line in grid(view, height=3)[1:]] == ["con…eft", "con…ght"]
    assert grid(replace(view, ascii_only=True))[1][2:10].strip() == "con~eft"


def test_a_hit_under_the_cursor_keeps_its_colour() -> None:
    view = replace(played(), mode="hands", layer=2, step=2)
    style, text = next(fragment for fragment in grid_lines(view, 80, 6)[3] if "class:cursor" in fragment[0])
    assert "class:lane2" in style
    assert text.startswith("▓▓")
    assert not style_of(ColorDepth.DEPTH_24_BIT, "dark").get_attrs_for_style_str("class:cursor").reverse


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


def test_layers_that_have_no_room_leave_a_sign() -> None:
    assert grid(replace(played(), layer=4), height=3)[0].startswith(" 4-5 of 5")
    assert grid(played())[0].startswith("5 layers")


def test_a_layer_that_is_out_by_energy_is_marked() -> None:
    out = replace(played(), bar=replace(bar_of(3), muted=(), out=("clap",)))
    assert grid(out)[5][10:14] == "out "
    assert grid(replace(out, state=replace(start(CONFIG), stage=Holds(locks=("clap",)))))[5][10:14] == "o L "


def test_rows_grow_where_there_is_room() -> None:
    rows = grid(played(), height=16)
    assert rows[1][14:16] == rows[2][14:16] == "□□"
    assert rows[3] == ""
    assert "hat_c" in rows[4]
    view = played()
    assert [place_at(view, row, 3, 80, 16) for row in (1, 3, 4, 15)] == [(0, None), (0, None), (1, None), (4, None)]


def test_a_layer_has_its_colour_and_marks_of_locks_and_hits_by_hand() -> None:
    view = played()
    assert view.state is not None
    stage = Holds(hits=(HeldHit("hat_c", 0, on=True), HeldHit("hat_c", 3, on=False)), locks=("hat_c",))
    found = grid_lines(replace(view, state=replace(view.state, stage=stage), bar=replace(bar_of(3), muted=())), 80, 6)
    row = plain_text([found[2]])
    assert row[10:13] == "  L"
    assert (row[15], row[23]) == ("+", "x")
    colours = [next(style for style, text in line if text.strip() in {"kick", "hat_c"}) for line in found[1:3]]
    assert colours == ["class:lane0", "class:lane1"]
    assert any("class:lane1 class:hit" in style for style, _ in found[2])


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
    assert "drop: kick back on the next bar line" in plain_text(queue_lines(last, 3))


def test_a_scene_on_its_way_is_one_line_and_what_it_leaves_behind_is_counted() -> None:
    state = played().state
    assert state is not None

    def gliding(path: str) -> Glide:
        return Glide(path, 0.5, "low", "7", "user", "scene", "low", 4)
    ways = (gliding("hat_c.density.target"), gliding("energy"))
    morph = MorphEnd(4, (), (), "low", "7", "user")
    assert on_its_way(replace(state, stage=Holds(), glides=ways, morph=morph)) == ["scene low: 4 bars to go"]
    assert on_its_way(replace(state, stage=Holds(), glides=ways)) == ["scene low: 2 parameters, 4 bars to go"]
    assert on_its_way(replace(state, stage=Holds(), glides=ways[:1])) == ["scene low: 1 parameter, 4 bars to go"]


def test_an_answer_that_is_longer_than_the_log_says_that_it_begins_further_up() -> None:
    answer = (LogLine("asked", ":status"), *(LogLine("said", f"line {number}") for number in range(9)))
    rows = plain_text(log_lines(StageView(log=answer), 80, 5)).split("\n")
    assert rows[0] == " 5 lines further up; PageUp"
    assert rows[1:] == [f"   line {number}" for number in range(5, 9)]
    assert "further up" not in plain_text(log_lines(StageView(log=answer), 80, 10))
    later = (*answer, LogLine("done", "bpm: now 130 from bar 3"))
    assert "further up" not in plain_text(log_lines(StageView(log=later), 80, 5))


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
    text = plain_text(header_lines(replace(view, snapshot=found, bar=bar, tick=None), 200))
    wanted = ("stopped", "  4  ", "FILL", "RESCUED", "RECORDING FAULT", "(7 over 1 ms)", "1 bars failed")
    for words in (*wanted, "2 players replaced"):
        assert words in text
    take = replace(found, recording={"take": "one"})
    assert "take one" in plain_text(header_lines(replace(view, snapshot=take), 200))
    assert "no rec" in plain_text(header_lines(replace(view, snapshot=replace(found, recording=None)), 200))


def test_the_header_says_that_the_bandmate_jams() -> None:
    view = played()
    jams = replace(view, snapshot=replace(snapshot(view), jam={"mode": "auto", "change": 0.25}))
    assert "JAM auto" in plain_text(header_lines(jams, 80))
    assert "JAM" not in plain_text(header_lines(view, 200))


def test_what_the_clock_shows_large_takes_no_room_from_the_groove_and_the_recording() -> None:
    view = played()
    bar = replace(bar_of(19), energy=0.7, section=SectionPlace("peak", 2, 16, "break"))
    above, *rest = (plain_text([line]) for line in stage_lines(replace(view, bar=bar), 120, 36))
    assert "peak 3 of 16  m4_showcase" in above
    assert "then break" not in above
    assert any("peak 3 of 16, then break, energy 0.7" in line for line in rest)


def test_the_header_keeps_what_matters_and_leaves_a_sign_for_the_rest() -> None:
    view = played()
    bar = replace(bar_of(999), fill=True, rescued=True)
    ports = (*(PortStatus(f"a port with a long name {number}", "open") for number in range(3)), PortStatus("D", "lost"))
    found = replace(view, bar=bar, snapshot=replace(snapshot(view), ports=ports, faults=2))
    above, below = (plain_text([line]) for line in header_lines(found, 80))
    for words in ("playing", "1000.2", "8 of 8, phrase 1 of 4", "132 BPM", "FILL", "RESCUED"):
        assert words in above
    assert below.index("4 D not there") < below.index("2 bars failed") < 40
    assert above.endswith("…")
    assert below.endswith("…")
    assert max(len(above), len(below)) <= 80
    assert "…" not in plain_text(header_lines(view, 160))


def test_red_is_for_alarms() -> None:
    view = played()
    wanted = replace(view, bar=replace(bar_of(14), fill=True))
    assert not [line for line in stage_lines(wanted, 250, 80) if any("trouble" in style and text.strip() != text
                for style, text in line if "lost" not in text)]
    lost = replace(view, snapshot=replace(snapshot(view), ports=(PortStatus("D", "lost"),)))
    assert any(style == "class:trouble" for style, _ in header_lines(lost, 80)[1])


def test_the_section_of_the_arc_is_told_with_what_follows() -> None:
    view = played()
    bar = replace(bar_of(19), energy=0.7, section=SectionPlace("peak", 2, 16, "break"))
    text = plain_text(header_lines(replace(view, bar=bar), 120))
    assert "peak 3 of 16, then break, energy 0.7" in text
    assert "section break: in 14 bars" in plain_text(queue_lines(replace(view, bar=bar), 9))
    held = replace(bar, section=SectionPlace("peak", 2, 16, "break", held=True))
    assert "held" in plain_text(header_lines(replace(view, bar=held), 120))
    assert "section break" not in plain_text(queue_lines(replace(view, bar=held), 9))


def test_on_80_columns_the_section_that_plays_has_room_before_what_follows() -> None:
    view = played()
    bar = replace(bar_of(19), energy=0.7, section=SectionPlace("peak", 2, 16, "break"))
    narrow = plain_text(header_lines(replace(view, bar=bar), 80))
    assert "peak 3 of 16" in narrow
    assert "then break" not in narrow


def test_a_section_that_was_asked_for_is_told_with_its_own_line() -> None:
    config = Config.model_validate({"phrase": {"bars": 4}, "arc": {"on": True, "sections": [
        {"name": "intro", "bars": 32}, {"name": "build", "bars": 16}, {"name": "drop", "bars": 8},
    ]}}, strict=False)
    state, bar = next_bar(start(config, seed=1))
    waits = "section build: in 32 bars"
    assert waits in plain_text(queue_lines(replace(played(), bar=bar, state=state), 9))
    state, bar = next_bar(state, [Wish(Section("drop"))])
    seen = []
    for _ in range(3):  # the state is that of the bar after the one that sounds
        seen.append(plain_text(queue_lines(replace(played(), bar=bar, state=state), 9)))
        sounding, (state, bar) = bar, next_bar(state)
        seen.append(plain_text(queue_lines(replace(played(), bar=sounding, state=state), 9)))
    assert [next(line.strip() for line in text.split("\n") if "section" in line) for text in seen] == [
        f"section drop: in {left}" for left in ("3 bars", "3 bars", "2 bars", "2 bars", "1 bar", "1 bar")
    ]


def test_the_line_of_hints_says_what_comes_next() -> None:
    view = played()
    assert "Tab hands" in plain_text([hint_line(view)])
    for mode in ("words", "hands"):
        hint = plain_text([hint_line(replace(view, mode=mode))])
        assert ("F2 stop" in hint or "space stop" in hint) == view.playing
    assert "Tab words" in plain_text([hint_line(replace(view, mode="hands", path="bpm"))])
    assert plain_text([hint_line(replace(view, question="end? y/n"))]) == " end? y/n"
    assert " bpm 132 " in plain_text([hint_line(replace(view, mode="hands", path="bpm"))])
    assert " kick.density.target " in plain_text([hint_line(replace(view, mode="hands"))])
    longest = plain_text([hint_line(replace(view, mode="hands", path="modulators.hat_swing.max_val"))])
    assert "^X panic" in longest[:80]
    assert "solo which layer" in plain_text([hint_line(replace(view, prefix="solo"))])
    assert "Esc cancels" in plain_text([hint_line(replace(view, chatting=True))])
    nudge = Nudge("kick.velocity", 100.0, 104.0, "next bar: the same hits")
    assert "kick.velocity 100 to 104  next bar" in plain_text([hint_line(replace(view, nudge=nudge))])


def test_a_history_with_room_is_a_curve_of_several_rows_below_which_one_stays_free() -> None:
    scores = [Scores(share, 0.0, 0.0, 0.0, 0.0, 0.0) for share in (1.0, 0.7, 0.2)]
    view = replace(played(), history=tuple(replace(bar_of(0), scores=one) for one in scores))
    small, large = (plain_text(meter_lines(view, 60, height)).split("\n") for height in (5, 15))
    assert len(small) == 5
    assert len(large) == 15
    assert small[0].endswith("█▆▂")
    assert large[0].endswith(" █▄")
    assert large[1].endswith(" ██▄")
    assert large[0].lstrip().startswith("E ")
    assert not large[2].strip()
    assert large[3].lstrip().startswith("S ")
