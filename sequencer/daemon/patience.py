"""How long may a player take to start? Everybody who waits for one waits as long."""

from __future__ import annotations

from typing import Final

START_SECONDS: Final = 15.0
"""On a full machine, or from a slow card, it may take this long to load before it says anything."""
