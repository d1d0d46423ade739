"""What has been said before, and which lines only change that: a small model of the conversation."""
