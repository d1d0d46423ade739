"""Does the music keep to its targets, and is a bar ready in time? `python -m bench` measures and says."""
