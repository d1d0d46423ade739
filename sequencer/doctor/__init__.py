"""The room of `techno doctor`: what does this machine allow, and what can be done about what it lacks?"""
