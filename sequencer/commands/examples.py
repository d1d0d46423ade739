"""How is each command used? An example or two stand at the end of its --help."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final = {
    "render": (
        "techno render m4_showcase --bars 64 --seed 3",
        "techno render berlin_hypnotic --out loop.mid --log loop.csv",
        "techno render m4_showcase --arc --plot set.svg",
    ),
    "play": ("techno play m4_showcase --port 'TR-8*'", "techno play --virtual techno --bpm 128"),
    "daemon": ("techno daemon m4_showcase --virtual techno --bars 256",),
    "attach": ("techno attach", "echo ':mute clap 4' | techno attach"),
    "status": ("techno status", "techno status --json"),
    "stop": ("techno stop", "techno stop --end"),
    "panic": ("techno panic",),
    "ports": ("techno ports",),
    "replay": (
        "techno replay out/sessions/NIGHT", "techno replay out/sessions/NIGHT --from-bar 64 --seed 5",
        "techno replay NIGHT --play --from drop --bars 32 --port 'TR-8*'",
    ),
    "sessions": (
        "techno sessions", "techno sessions NIGHT", "techno sessions NIGHT --from drop --bars 32 --out drop.mid",
        "techno sessions NIGHT --plot night.svg",
    ),
    "score": ("techno score loop.mid", "techno score loop.mid --channel 1 --json"),
    "check": ("techno check configs/mine.json",),
    "schema": ("techno schema > config.schema.json",),
    "params": ("techno params | grep swing",),
    "configs": ("techno configs",),
    "ask": ("techno ask 'more swing on the hats'", "techno ask 'mute the clap for 4 bars' --dry-run --json"),
    "doctor": ("techno doctor", "techno doctor --quick --json"),
    "mcp": ("techno mcp --name main",),
    "osc": ("techno osc", "techno osc --host 0.0.0.0 --send 192.168.1.20:9001"),
    "web": ("techno web", "techno web --lan"),
    "controllers": ("techno controllers", "techno controllers --port nanoKONTROL2"),
    "watch": ("techno watch configs/mine.json", "techno watch configs/mine.json --on bar"),
    "help": ("techno help render",),
    "completion": ("techno completion bash > ~/.local/share/bash-completion/completions/techno",),
}
"""By the name of the command."""


def epilog(name: str) -> str:
    """Return the end of a command's --help; each example keeps its line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in EXAMPLES.get(name, (f"techno {name}",)))
