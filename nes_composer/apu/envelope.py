"""Envelope generator of the pulses and the noise: constant or decaying volume (NESdev: APU Envelope)."""

from __future__ import annotations

from nes_composer.apu.jit import State, compiled, int_fields

FIELDS = int_fields("envelope_start", "envelope_loop", "constant_volume", "volume", "envelope_divider", "decay_level")


@compiled
def write(unit: State, value: int) -> None:
    """Take $4000, $4004 or $400C: ``--LC VVVV``, loop, constant volume, volume or divider period."""
    unit.envelope_loop = value >> 5 & 1
    unit.constant_volume = value >> 4 & 1
    unit.volume = value & 15


@compiled
def restart(unit: State) -> None:
    """Begin again at 15 with the next quarter frame: side effect of $4003, $4007 and $400F."""
    unit.envelope_start = 1


@compiled
def clock(unit: State) -> None:
    """Do a quarter frame."""
    if unit.envelope_start:
        unit.envelope_start = 0
        unit.decay_level = 15
        unit.envelope_divider = unit.volume
    elif unit.envelope_divider:
        unit.envelope_divider -= 1
    else:
        unit.envelope_divider = unit.volume
        if unit.decay_level:
            unit.decay_level -= 1
        elif unit.envelope_loop:
            unit.decay_level = 15


@compiled
def level(unit: State) -> int:
    """Return the volume, 0-15."""
    if unit.constant_volume:
        return int(unit.volume)
    return int(unit.decay_level)


@compiled
def is_steady(unit: State) -> bool:
    """Return whether a quarter frame leaves the volume as it is."""
    return bool(unit.constant_volume)
