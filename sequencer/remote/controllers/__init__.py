"""What lets knobs, faders and pads steer a session: MIDI controllers, learned or bundled. A front like the console."""
