"""Which grooves are there, and how is each one made? `python -m pages.cookbook` writes docs/cookbook.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from configs import __path__ as bundled
from engine.config_file import load_config
from sequencer.folders import style_json
from sequencer.tape.arc import with_arc

if TYPE_CHECKING:
    from engine.config import Config

HEAD: Final = """\
# Cookbook

Every bundled groove of mode m4, and the arc of a ten-minute set that goes with it. Made from the configs by
`make docs`; `make site` renders each, and shows its first bars and its whole arc as pictures, with the `.mid` to
download. To hear one:

```
techno render acid --bars 16 --wav acid.wav
techno render acid --arc --plot acid.svg
techno play acid --arc
```

To make it your own, lay a config over it: `{"style": "acid", "bpm": 138}`.
"""


def recipes() -> dict[str, Config]:
    """Return the bundled configs of mode m4 by name."""
    folder = Path(next(iter(bundled)))
    found = {path.stem: load_config(path, styles=style_json) for path in sorted(folder.glob("*.json"))}
    return {name: config for name, config in found.items() if config.mode == "m4"}


def page() -> str:
    """Return docs/cookbook.md."""
    return HEAD + "".join(_recipe(name, config) for name, config in recipes().items())


def _recipe(name: str, config: Config) -> str:
    targets = ", ".join(
        f"{key} {value:g}" for key, value in config.targets.model_dump(exclude_unset=True).items()
        if isinstance(value, (int, float))
    )
    arc = with_arc(config, name).arc
    sections = " · ".join(f"{one.name} {one.bars}" for one in arc.sections) if arc is not None else ""
    rows = [
        f"\n## {name}\n", f"{config.description}.\n".replace("..", "."), "| | |", "|---|---|",
        f"| tempo | {config.bpm:g} BPM |", f"| layers | {', '.join(config.layers)} |",
        f"| targets | {targets or 'the defaults'} |", f"| arc, in bars | {sections} |",
    ]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
