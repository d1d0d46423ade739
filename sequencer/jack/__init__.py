"""The JACK sender's process: messages that come ahead of time land on the frame of their deadline."""
