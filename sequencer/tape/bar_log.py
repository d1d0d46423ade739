"""What does the per-bar log hold?

One row a bar, full precision: the scores, then one `<layer>.density` a layer (its measured share of the 16 steps, 0 for
a layer the config mutes), then every modulated parameter by its path, then whether the guard rebuilt the bar.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from engine.bands import SCORE_COLUMNS, score_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar


def log_text(bars: Sequence[Bar]) -> str:
    """Return the log of bars as CSV with a header; bars are counted from 0. The first bar names the columns."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    layers = [name for name, _ in bars[0].densities] if bars else []
    paths = [path for path, _ in bars[0].parameters] if bars else []
    writer.writerow(["bar", *SCORE_COLUMNS, *(f"{layer}.density" for layer in layers), *paths, "rescued"])
    for bar in bars:
        densities, parameters = dict(bar.densities), dict(bar.parameters)
        writer.writerow([
            bar.index, *score_values(bar.scores).values(), *(densities[layer] for layer in layers),
            *(parameters[path] for path in paths), int(bar.rescued),
        ])
    return text.getvalue()
