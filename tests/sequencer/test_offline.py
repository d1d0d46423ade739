"""A whole take without a clock: its bars, its log, its files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from engine.config import Config, Layer, Modulation, Modulator
from engine.errors import MidiFileError
from engine.kit import filled
from sequencer.bar_log import SCORE_COLUMNS, log_text, score_values
from sequencer.offline import rendered, summary, take_of, written_together

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


@pytest.mark.parametrize("blocked", ["folder", "file_as_folder", "name"])
def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path, blocked: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_bytes(b"plain")
    (tmp_path / "take.mid").write_bytes(b"before")
    second = {
        "folder": tmp_path / "folder", "file_as_folder": tmp_path / "plain" / "x.csv",
        "name": tmp_path / ("n" * 300),
    }[blocked]
    with pytest.raises(MidiFileError):
        written_together([(tmp_path / "take.mid", b"after"), (second, b"log")])
    assert (tmp_path / "take.mid").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "plain", "take.mid"]


def test_a_new_file_goes_again_when_the_second_cannot_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(MidiFileError, match="b cannot be written: Input/output error"):
        written_together([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "takes").mkdir()
    for link, behind in (("old.mid", "takes/old.mid"), ("new.mid", "takes/new.mid")):
        (tmp_path / link).symlink_to(tmp_path / behind)
    (tmp_path / "takes" / "old.mid").write_bytes(b"before")
    written_together([(tmp_path / "old.mid", b"1"), (tmp_path / "new.mid", b"2")])
    assert all((tmp_path / link).is_symlink() for link in ("old.mid", "new.mid"))
    assert [(tmp_path / "takes" / name).read_bytes() for name in ("old.mid", "new.mid")] == [b"1", b"2"]
    assert len(list((tmp_path / "takes").iterdir())) == 2


def test_an_interruption_between_two_files_takes_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise KeyboardInterrupt
        return replace(self, target)

    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        written_together([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"before")]
