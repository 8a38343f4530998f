"""What every voice counts cycles with."""

from __future__ import annotations

from nes_composer.apu.jit import State, compiled


@compiled
def skip(unit: State, interval: int, end: int) -> int:
    """Let a timer of `interval` cycles run up to cycle `end`; return how often it ran out.

    The unit's field `next_clock` is the cycle at which it runs out next. Between whole numbers of this size division as
    floats is exact, and several times faster.
    """
    if unit.next_clock >= end:
        return 0
    clocks = int((end - 1 - unit.next_clock) / interval) + 1
    unit.next_clock += clocks * interval
    return clocks
