"""What docs/configs.md shows is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.config_file import parse_config
from engine.errors import ConfigError
from engine.session import next_bar, start

PAGE = (Path(__file__).parents[1] / "docs" / "configs.md").read_text(encoding="utf-8")


def block(pattern: str) -> str:
    (found,) = re.findall(pattern, PAGE, re.DOTALL)
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("raw", re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL))
def test_each_config_of_the_page_plays(raw: str) -> None:
    config = parse_config(raw.encode(), "page.json")
    assert list(config.layers) == list(json.loads(raw)["layers"])
    _, bar = next_bar(start(config))
    assert bar.events


def test_the_faults_of_the_page_are_what_such_a_config_gets() -> None:
    raw = b'{"bpm": 999, "layers": {"hat_c": {"swing_percnt": 0.55}}}'
    with pytest.raises(ConfigError) as caught:
        parse_config(raw, "mine.json")
    assert block(r"```\n(mine\.json: .+?)```").splitlines() == caught.value.lines()


def test_every_kind_of_condition_is_explained() -> None:
    for kind in ("PROB", "PRE", "NOT_PRE", "FILL", "EVERY_N", "A_B", "FIRST", "NEI"):
        assert f"`{kind}`" in PAGE
