"""How does a bar reach the world? The edge: the command line today; clock, ports and recorder when they come."""
