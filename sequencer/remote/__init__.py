"""What lets others steer a session: OSC, a page for browsers, MIDI controllers. Fronts like the console."""
