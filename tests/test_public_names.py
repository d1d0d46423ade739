"""Which names does each package promise? A name that others may build on is added or taken away here too."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLIC: dict[str, list[str]] = {
    "engine": [
        "Bar", "BarFailed", "Command", "Config", "ConfigError", "Event", "Explanation", "MidiFileError", "Outcome",
        "Scores", "SessionState", "TechnoError", "Wish", "apply", "explain", "next_bar", "start", "state_from_json",
        "state_json",
    ],
    "sequencer": [],
    "agent": [],
    "configs": [],
}


@pytest.mark.parametrize("package", PUBLIC)
def test_a_package_exports_exactly_its_public_names(package: str) -> None:
    module = import_module(package)
    exported = getattr(module, "__all__", [])
    assert sorted(exported) == sorted(PUBLIC[package])
    assert [name for name in exported if not hasattr(module, name)] == []
