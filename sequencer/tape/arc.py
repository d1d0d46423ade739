"""How is a config's arc asked for on the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ConfigError, Fault

if TYPE_CHECKING:
    from engine.config import Config


def with_arc(config: Config, name: str) -> Config:
    """Return a config whose arc plays from the first bar on.

    Raises:
        ConfigError: it has none.
    """
    if config.arc is None:
        raise ConfigError(name, (Fault("arc", "nothing", "an arc", "there is no arc to follow"),))
    return config.model_copy(update={"arc": config.arc.model_copy(update={"on": True})})
