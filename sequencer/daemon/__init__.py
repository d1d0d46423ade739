"""The daemon: starts the player, records, serves whoever steers; may block."""
