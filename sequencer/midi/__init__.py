"""Ports, messages and the line from ticks to nanoseconds."""
