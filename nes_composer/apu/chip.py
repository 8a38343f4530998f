"""All units of the chip as one record, and what reaches them: register writes and frame steps (NESdev: APU)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import dmc, envelope, frame_counter, length_counter, noise, pulse, sweep, triangle
from nes_composer.apu.jit import State, compiled

DTYPE = np.dtype(
    [
        ("p1", pulse.DTYPE),
        ("p2", pulse.DTYPE),
        ("tr", triangle.DTYPE),
        ("no", noise.DTYPE),
        ("dmc", dmc.DTYPE),
        ("frame_counter", frame_counter.DTYPE),
    ]
)


def power_on() -> NDArray[np.void]:
    """Return a chip after power-on, of :data:`DTYPE` [1]: every voice is disabled until $4015 is written."""
    chip = np.zeros(1, DTYPE)
    chip["p1"]["ones_complement"] = 1
    no, dm, fc = chip["no"], chip["dmc"], chip["frame_counter"]
    no["register"], no["tap"], no["interval"] = 1, noise.LONG_TAP, noise.INTERVALS[0]
    dm["silent"], dm["bits_left"], dm["interval"] = 1, 8, dmc.INTERVALS[0]
    dm["start_address"], dm["start_length"] = 0xC000, 1
    fc["next_step"], fc["reset_at"] = frame_counter.STEPS[0, 0], frame_counter.NEVER
    return chip


@compiled
def write(chip: State, memory: NDArray[np.uint8], cycle: int, address: int, value: int) -> None:
    """Take one register write; what is no register of the chip is ignored."""
    if address < 0x4000:
        return
    if address < 0x4004:
        pulse.write(chip.p1, address & 3, value)
    elif address < 0x4008:
        pulse.write(chip.p2, address & 3, value)
    elif address < 0x400C:
        triangle.write(chip.tr, address & 3, value)
    elif address < 0x4010:
        noise.write(chip.no, address & 3, value)
    elif address < 0x4014:
        dmc.write(chip.dmc, address & 3, value)
    elif address == 0x4015:
        length_counter.enable(chip.p1, value & 1)
        length_counter.enable(chip.p2, value >> 1 & 1)
        length_counter.enable(chip.tr, value >> 2 & 1)
        length_counter.enable(chip.no, value >> 3 & 1)
        dmc.enable(chip.dmc, value >> 4 & 1, memory)
    elif address == 0x4017:
        frame_counter.write(chip.frame_counter, cycle, value)


@compiled
def do_frame_step(chip: State) -> None:
    """Do what the frame counter has due: a quarter frame, a half frame or nothing."""
    action = frame_counter.advance(chip.frame_counter)
    if action == frame_counter.NOTHING:
        return
    envelope.clock(chip.p1)
    envelope.clock(chip.p2)
    envelope.clock(chip.no)
    triangle.clock_linear(chip.tr)
    if action == frame_counter.HALF:
        length_counter.clock(chip.p1)
        length_counter.clock(chip.p2)
        length_counter.clock(chip.tr)
        length_counter.clock(chip.no)
        sweep.clock(chip.p1)
        sweep.clock(chip.p2)


@compiled
def do_unheard_frame_steps(chip: State, until: int) -> int:
    """Do the frame steps before cycle `until` as long as none is heard; return the cycle of the first that is.

    Most drivers hold volumes and lengths, so that nothing needs to stop four times per tick for the frame counter.
    """
    while frame_counter.due(chip.frame_counter) < until:
        if not (
            pulse.is_steady(chip.p1)
            and pulse.is_steady(chip.p2)
            and triangle.is_steady(chip.tr)
            and noise.is_steady(chip.no)
        ):
            return frame_counter.due(chip.frame_counter)
        do_frame_step(chip)
    return until
