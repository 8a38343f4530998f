"""How loud the chip is let out: one gain for all songs, so that they keep their loudness among each other.

The mixer's output reaches 0.632 with all four voices at full height, and only 1 with the DMC; the console's high-pass
filters centre it. No sequence of register writes can bring the four voices beyond 0.575 behind the filters of the NES
or the Famicom (half the mixer's reach times the sum of the absolute impulse response, at the worst of all sample
rates), nor beyond 0.632 without them. Of 200 songs of NES-MDB, drawn by chance, 1 % peak below -20.3 dBFS at a gain of
1, half below -12.6 dBFS and 99 % below -8.8 dBFS; the loudest peaks at -8.3 dBFS.

So the gain below lets the four voices clip in no console and by no means, and half the songs peak above -9.1 dBFS. Only
logs with DMC samples can go beyond, if they use the DMC's full height against everything else.
"""

from __future__ import annotations

GAIN = 1.5
"""3.5 dB."""
