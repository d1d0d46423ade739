"""What does a sentence ask of the music? The chat's room; it knows the engine and never the sequencer."""
