"""A picture is a well-formed file, the same for the same sheet, and what it cannot do it says."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sequencer.commands.cli import main
from sequencer.folders import find_config
from sequencer.picture import asking
from sequencer.picture.asking import PictureFailed, picture
from sequencer.picture.sheet import Sheet, sheet_of
from sequencer.tape.offline import rendered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytest.importorskip("matplotlib", reason="the extra plot is not installed, or does not load", exc_type=ImportError)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    config = find_config("m4_showcase").config
    return sheet_of([config] * 4, rendered(config, bars=4), "four bars, a < b")


@pytest.fixture(scope="module")
def drawn(sheet: Sheet) -> bytes:
    """The sheet, as it is drawn in a process of its own."""
    return picture(sheet, "svg")


def drawn_here(sheet: Sheet, kind: str) -> bytes:
    """Draw a sheet in this process: another loads the library first, which takes longer than to draw."""
    from sequencer.picture.drawing import drawn

    return drawn(json.loads(json.dumps(sheet.json())), kind)


def words(svg: bytes) -> set[str]:
    return {"".join(node.itertext()).strip() for node in ET.fromstring(svg).iter(f"{SVG}text")}  # noqa: S314 - our own


def test_an_svg_names_layers_scores_and_what_moves(sheet: Sheet, drawn: bytes) -> None:
    found = words(drawn)
    assert {*sheet.layers, "E", "S", "D", "H", "T ms", "energy", "bar", "four bars, a < b"} <= found
    assert any(one.startswith(sheet.parameters[0].name) for one in found)


def test_the_same_sheet_is_the_same_file(sheet: Sheet, drawn: bytes) -> None:
    assert picture(sheet, "svg") == drawn


def test_no_name_is_cut_off_at_the_edge(tmp_path: Path) -> None:
    from matplotlib.image import imread

    config = find_config("peak_time").config  # few panels, and scales of three numbers
    path = tmp_path / "picture.png"
    path.write_bytes(drawn_here(sheet_of([config] * 4, rendered(config, bars=4), "four bars"), "png"))
    assert (imread(path)[:, 0, :3] == 1.0).all()


def test_names_of_short_sections_stand_below_each_other() -> None:
    from sequencer.picture.drawing import name_rows

    assert name_rows([(0, "intro"), (128, "break_two"), (136, "lift"), (144, "tail")], 384) == [0, 0, 1, 2]
    assert name_rows([(0, "intro"), (128, "break"), (256, "outro")], 384) == [0, 0, 0]


def test_few_bars_have_whole_numbers_and_a_line_each_score(drawn: bytes) -> None:
    one = sheet_of([find_config("m4_showcase").config], rendered(find_config("m4_showcase").config, bars=1), "one")
    found = words(drawn_here(one, "svg"))
    assert "1" in found
    assert not [word for word in found if re.fullmatch(r"[01]\.\d\d", word)]
    assert {"1", "2", "3", "4"} <= words(drawn)


def test_a_png_is_one(sheet: Sheet) -> None:
    assert picture(sheet, "png").startswith(b"\x89PNG")


def test_render_writes_it_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, plot = tmp_path / "a.mid", tmp_path / "a.SVG"
    assert main(["render", "m4_showcase", "--bars", "2", "--out", str(out), "--plot", str(plot)]) == 0
    assert f"picture: {plot}" in capsys.readouterr().out
    assert "kick" in words(plot.read_bytes())
    assert out.exists()


@pytest.mark.parametrize("name", ["a.gif", "a", "a.mid"])
def test_another_kind_of_picture_is_wrong_usage(name: str, tmp_path: Path) -> None:
    assert main(["render", "m4_showcase", "--bars", "1", "--out", str(tmp_path / "o.mid"), "--plot", name]) == 2
    assert not (tmp_path / "o.mid").exists()


def test_a_picture_over_another_file_is_wrong_usage(tmp_path: Path) -> None:
    out = str(tmp_path / "a.svg")
    assert main(["render", "m4_showcase", "--bars", "1", "--out", out, "--plot", out]) == 2


def lines_of(code: str) -> Sequence[str]:
    return ["python3", "-c", code]


@pytest.mark.parametrize(("code", "why"), [
    ("raise SystemExit(3)", r"pip install 'techno-rhythm-engine\[plot\]'"),
    ("import sys; sys.exit('no such font')", "cannot be drawn: no such font"),
    ("raise SystemExit(7)", "status 7"),
])
def test_without_its_library_nothing_is_written_and_the_cure_is_said(
    code: str, why: str, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "python_command", lambda _: lines_of(code))
    with pytest.raises(PictureFailed, match=why):
        picture(sheet, "svg")
