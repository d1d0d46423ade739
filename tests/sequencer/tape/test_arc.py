"""An arc is asked for on the command line, and only a config that has one can follow it."""

from __future__ import annotations

import pytest

from engine import Config
from engine.config_file import load_config
from engine.errors import ConfigError
from sequencer.folders import BUNDLED, style_json
from sequencer.tape.arc import with_arc
from sequencer.tape.offline import rendered


def test_a_config_with_an_arc_follows_it_when_asked() -> None:
    config = load_config(BUNDLED / "warehouse.json", styles=style_json)
    assert config.arc is not None
    assert not config.arc.on
    assert {bar.section for bar in rendered(config, bars=2)} == {None}
    first = rendered(with_arc(config, "warehouse"), bars=2)[0]
    assert first.section is not None
    assert first.section.name == config.arc.sections[0].name


def test_without_an_arc_there_is_nothing_to_follow() -> None:
    with pytest.raises(ConfigError, match="there is no arc to follow"):
        with_arc(Config(), "mine")
