"""What lets other machines and programs steer a session: OSC. A front like the console, in a process of its own."""
