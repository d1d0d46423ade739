"""What lets other machines and programs steer a session: OSC and a page for browsers. Fronts like the console."""
