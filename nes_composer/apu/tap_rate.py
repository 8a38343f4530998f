"""How often the levels of the voices are tapped. It stands alone, so that who looks at them needs no compiler."""

from __future__ import annotations

from nes_composer.apu.trace import CPU_RATE

CYCLES = 32
"""CPU cycles from one tap to the next; a tap is at each multiple, counted from the chip's reset."""

RATE = CPU_RATE / CYCLES
"""Taps per second: above every sample rate that is usual, so that no edge is misplaced by a pixel."""
