"""What a 6502 sees in an NSF: RAM, banks of ROM, and the registers of the sound chip, whose writes are logged."""

from __future__ import annotations

import numpy as np

from nes_composer.apu.jit import State, compiled, int_fields

MOST_WRITES = 4096
"""Writes of one call; a frame has time for about as many."""

BANK_BYTES, BANKS = 4096, 256
LOG_WRITES = 1 << 16

# Places in the memory: RAM, the RAM at $6000, and which banks are seen.
_WORK_RAM, BANK_PLACES, _PLACES = 0x800, 0x2800, 0x2808

REGISTERS = ("a", "x", "y", "s", "pc", "carry", "zero", "interrupt", "decimal", "overflow", "negative", "cycles")
MACHINE = np.dtype(
    [
        *int_fields(*REGISTERS, "writes", "other_writes"),
        ("digest", "u8"),
        ("log", "i8", (LOG_WRITES, 4)),
        # Wider than bytes, because numba makes floats of the sum of a signed and an unsigned number.
        ("memory", "i2", (_PLACES,)),
        ("rom", "i2", (BANKS * BANK_BYTES,)),
    ]
)


@compiled
def read(m: State, address: int) -> int:
    """Return a byte: 2 KiB of RAM and its mirrors, 8 KiB more at $6000, banks from $8000 on, nothing elsewhere."""
    if address < 0x2000:
        return int(m.memory[address & 0x7FF])
    if address >= 0x8000:
        return int(m.rom[m.memory[BANK_PLACES + (address >> 12) - 8] * BANK_BYTES + (address & 0xFFF)])
    return int(m.memory[address - 0x6000 + _WORK_RAM]) if address >= 0x6000 else 0


@compiled
def _mixed(place: int, value: int) -> np.uint64:
    """Return 64 bits that look like chance (Steele, Lea, Flood: Fast splittable pseudorandom number generators)."""
    # Unsigned throughout: what overflows in signed numbers is left to the compiler's mood.
    bits = np.uint64(place << 8 | value) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return bits ^ bits >> np.uint64(31)


@compiled
def remember(m: State, place: int, value: int) -> None:
    """Set a byte of the memory, and the digest of all its bytes."""
    m.digest ^= _mixed(place, int(m.memory[place])) ^ _mixed(place, value)
    m.memory[place] = value


@compiled
def write(m: State, address: int, value: int) -> None:
    """Write a byte; log it where it goes to a register of the chip, with the banks from $C000 on as they are then."""
    if address < 0x2000:
        remember(m, address & 0x7FF, value)
    elif 0x6000 <= address < 0x8000:
        remember(m, address - 0x6000 + _WORK_RAM, value)
    elif 0x5FF8 <= address < 0x6000:
        remember(m, address - 0x5FF8 + BANK_PLACES, value)
    elif 0x4000 <= address < 0x4018:
        m.log[m.writes, 0], m.log[m.writes, 1], m.log[m.writes, 2], m.log[m.writes, 3] = m.cycles, address, value, 0
        for i in range(4):
            m.log[m.writes, 3] |= int(m.memory[BANK_PLACES + 4 + i]) << 8 * i
        m.writes += 1
    else:
        m.other_writes += 1
