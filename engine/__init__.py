"""Which bar comes next? The musical mind: pure functions from a state and some wishes to a state and a bar."""
