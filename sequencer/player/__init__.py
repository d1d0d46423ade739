"""The player: one thread that makes each bar and sends every message on its deadline."""
