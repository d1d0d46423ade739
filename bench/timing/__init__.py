"""Do messages leave on time? Send-time deviation at the MIDI API, beside a reference loop measured in the same run.

A real daemon plays to a real JACK server (dummy driver), and every call of RtMidi's `send_message` is stamped. In turns
with it runs the least that Python can do: one thread that sends the same messages from a table. Deviation is counted
from the grid of the tempo, with only the constant part taken away; what is compared is the median ratio of the pairs.

TECHNO_BENCH_SECONDS (20) is the length of one run, TECHNO_BENCH_PAIRS (3) how often each is repeated.
"""

from bench.timing.conditions import figures

__all__ = ["figures"]
