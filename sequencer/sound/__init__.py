"""The built-in kit: drums made of formulas, mixed to a file or, in a process of its own, to an audio device."""
