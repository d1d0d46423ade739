"""The edge: time, ports, files, sockets and the command line, around the engine's pure functions."""

import os

# pydantic would search every installed package for plugins and load them, into the player too.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
