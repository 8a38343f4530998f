"""Delta modulation voice: its 7-bit output level, $4011 (NESdev: APU DMC)."""

from __future__ import annotations

import numpy as np

from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(int_fields("level"))


@compiled
def write(unit: State, register: int, value: int) -> None:
    """Take register 0-3 of the voice; only register 1, the direct load of the level, is heard."""
    if register == 1:
        unit.level = value & 0x7F
