"""What does a performer look at and type into? The stage, full screen, and the same commands as plain lines."""
