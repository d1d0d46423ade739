"""How does a bar reach the world? The edge: command line, time, ports, recording and replay."""
