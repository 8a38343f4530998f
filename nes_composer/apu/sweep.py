"""Sweep unit of the pulses: bends the period, and mutes what it could not play (NESdev: APU Sweep)."""

from __future__ import annotations

from nes_composer.apu.jit import State, compiled, int_fields

FIELDS = int_fields(
    "sweep_enabled", "sweep_period", "sweep_negate", "sweep_shift", "sweep_reload", "sweep_divider", "ones_complement"
)


@compiled
def write(unit: State, value: int) -> None:
    """Take $4001 or $4005: ``EPPP NSSS``, enable, divider period, negate, shift."""
    unit.sweep_enabled = value >> 7
    unit.sweep_period = value >> 4 & 7
    unit.sweep_negate = value >> 3 & 1
    unit.sweep_shift = value & 7
    unit.sweep_reload = 1


@compiled
def target(unit: State) -> int:
    """Return the period that the sweep aims at.

    P1 adds the ones' complement of the change when it sweeps up in pitch, P2 the two's complement: P1 lands one lower.
    """
    change = unit.period >> unit.sweep_shift
    if unit.sweep_negate:
        return int(max(unit.period - change - unit.ones_complement, 0))
    return int(unit.period + change)


@compiled
def mutes(unit: State) -> bool:
    """Return whether the period or the target is out of reach; it silences the pulse even while disabled."""
    return unit.period < 8 or target(unit) > 0x7FF


@compiled
def clock(unit: State) -> None:
    """Do a half frame."""
    if unit.sweep_divider == 0 and unit.sweep_enabled and unit.sweep_shift and not mutes(unit):
        unit.period = target(unit)
    if unit.sweep_divider == 0 or unit.sweep_reload:
        unit.sweep_divider = unit.sweep_period
        unit.sweep_reload = 0
    else:
        unit.sweep_divider -= 1


@compiled
def is_steady(unit: State) -> bool:
    """Return whether a half frame leaves the period as it is."""
    return not (unit.sweep_enabled and unit.sweep_shift)
