"""A whole take without a clock: its bars, its log, its files."""

from __future__ import annotations

import csv
import io

from engine.bands import SCORE_COLUMNS, score_values
from engine.config import Config, Layer, Modulation, Modulator
from engine.kit import filled
from sequencer.tape.bar_log import log_text
from sequencer.tape.offline import rendered, summary, take_of

MOD = Modulation(mode="sine", min_val=0.1, max_val=0.9)
CONFIG = filled(Config(
    mode="m4", seed=5, layers={"kick": Layer(), "hat_c": Layer(), "clap": Layer(), "tom": Layer(muted=True)},
    modulators=(Modulator(name="m", param_path="accent.prob", mod=MOD),),
))


def test_a_take_has_its_bars_in_order_and_tells_of_each() -> None:
    told: list[int] = []
    bars = rendered(CONFIG, bars=6, bpm=140.0, progress=told.append)
    assert [bar.index for bar in bars] == list(range(6))
    assert {bar.bpm for bar in bars} == {140.0}
    assert told == [1, 2, 3, 4, 5, 6]


def test_a_longer_take_begins_with_the_shorter_one() -> None:
    assert rendered(CONFIG, bars=9)[:4] == rendered(CONFIG, bars=4)


def test_the_seed_that_is_asked_for_outranks_the_configs() -> None:
    assert rendered(CONFIG, bars=4, seed=5) == rendered(CONFIG, bars=4)
    assert rendered(CONFIG, bars=4, seed=6) != rendered(CONFIG, bars=4)


def test_the_log_reads_back_as_exactly_what_was_measured() -> None:
    bars = rendered(CONFIG, bars=8)
    rows = list(csv.DictReader(io.StringIO(log_text(bars))))
    for bar, row in zip(bars, rows, strict=True):
        assert int(row["bar"]) == bar.index
        assert {name: float(row[name]) for name in SCORE_COLUMNS} == score_values(bar.scores)
        assert {f"{layer}.density": float(row[f"{layer}.density"]) for layer, _ in bar.densities} == {
            f"{layer}.density": share for layer, share in bar.densities
        }
        assert float(row["accent.prob"]) == dict(bar.parameters)["accent.prob"]
        assert row["rescued"] == str(int(bar.rescued))


def test_a_layer_the_config_mutes_has_density_nought_in_the_log() -> None:
    rows = list(csv.DictReader(io.StringIO(log_text(rendered(CONFIG, bars=2)))))
    assert {float(row["tom.density"]) for row in rows} == {0.0}


def test_the_log_of_no_bars_is_a_header() -> None:
    assert log_text(()).splitlines() == ["bar,E,S,D,H,T_ms,T_rand_ms,rescued"]


def test_a_summary_is_median_least_and_largest() -> None:
    bars = rendered(CONFIG, bars=5)
    values = sorted(bar.scores.syncopation for bar in bars)
    assert summary(bars)["S"] == {"median": values[2], "min": values[0], "max": values[-1]}


def test_a_take_has_a_track_for_each_layer() -> None:
    content = take_of(CONFIG, rendered(CONFIG, bars=2), "two bars").to_bytes()
    assert content.startswith(b"MThd")
    assert [name for name in (b"kick", b"hat_c", b"clap", b"tom") if name not in content] == []
