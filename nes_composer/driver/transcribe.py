"""From register writes back to notes: what each voice is heard to do, whatever driver wrote it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.observer import observe
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.periods import pitch_of
from nes_composer.kernel_cache import kept
from nes_composer.score.performance import Curve, Part, Performance
from nes_composer.score.score import NO, TICK_RATE, TR

_TICK = CPU_RATE / TICK_RATE
_BURST_GAP, _LONGEST_BURST = 0.1, 0.5
"""In ticks. Writes that follow each other closely are one change: between them a voice has half a note."""

_LOOKS_PER_TICK = 4
"""Often enough for the frame counter, which clocks envelopes and linear counters 240 times a second."""

_FRAME_DELAY = 0.51
"""In ticks. What is seen so soon after a burst it has asked for: the triangle waits for the next quarter frame."""

_LONGEST_FADE = 300
"""In ticks: longer than any length counter counts and any envelope falls after the latest write."""

_SAME_NOTE = 0.6
"""Semitones that a note may be bent by before it is another. The timer rounds high pitches by up to half of one."""


def transcribe(trace: Trace) -> tuple[Performance, dict[str, int]]:
    """Return the notes of a register trace.

    A note lasts as long as its voice sounds within a semitone. The chip itself is asked what is heard, so sweeps,
    envelopes, length and linear counters count as much as writes.

    Parameters
    ----------
    trace
        What is written to a chip after reset. Of one that loops one pass is read.

    Returns
    -------
    Performance
        Four parts, in ticks from the start of the trace.
    dict
        How many of what notes cannot tell: bent notes, samples and levels of the DMC.
    """
    ticks, cycles = _moments(trace)
    states = observe(trace, cycles)
    parts, bent = zip(*(_part(voice, ticks, states[:, voice], trace.cycles / _TICK) for voice in range(4)), strict=True)
    dropped = {"bent notes": sum(bent), **_dmc(trace)}
    performance = Performance((parts[0], parts[1], parts[2], parts[3]), trace.cycles / _TICK)
    return performance, {what: count for what, count in dropped.items() if count}


def _moments(trace: Trace) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return when the voices are looked at: the ticks that stand for it, and the cycles, both ascending.

    A burst of writes counts from its first one on, and is looked at when its last one is done.
    """
    writes = trace.cycle[(trace.address < 0x4010) | (trace.address == 0x4015)]
    if not len(writes):
        return np.zeros(0), writes
    first = np.diff(writes, prepend=np.int64(-(1 << 40))) > _BURST_GAP * _TICK
    since = writes - np.maximum.accumulate(np.where(first, writes, 0))
    part = (since / (_LONGEST_BURST * _TICK)).astype(np.int64)
    first |= np.diff(part, prepend=np.int64(0)) != 0
    begin, end = writes[first], writes[np.append(first[1:], True)]
    looks = np.arange(trace.cycles * _LOOKS_PER_TICK / _TICK) * (_TICK / _LOOKS_PER_TICK)
    looks = np.rint(looks[looks > end[0]]).astype(np.int64)
    burst = np.searchsorted(begin, looks, side="right") - 1
    since = looks - end[burst]
    needed = (since > 0) & (since < _LONGEST_FADE * _TICK)
    looks, burst, since = looks[needed], burst[needed], since[needed]
    cycles = np.concatenate([end, looks])
    order = np.argsort(cycles, kind="stable")
    time = np.concatenate([begin, np.where(since < _FRAME_DELAY * _TICK, begin[burst], looks)])
    return time[order] / _TICK, cycles[order]


def _part(voice: int, ticks: NDArray[np.float64], states: NDArray[np.int16], end: float) -> tuple[Part, int]:
    """Return what a voice plays, and how many of its notes are bent; `states` is int16 [n, 3]."""
    changed = np.append(True, (states[1:] != states[:-1]).any(axis=1))[: len(states)]
    ticks, (volume, period, timbre) = ticks[changed], states[changed].T.astype(np.int64)
    heights = 16.0 - period if voice == NO else pitch_of(period, voice)
    notes = _follow(heights, volume > 0)
    starts = np.flatnonzero(np.diff(notes, prepend=0))
    until = np.append(ticks[starts[1:]], end)
    pitches = notes[starts]
    sounds = pitches > 0
    bends = (np.diff(notes, prepend=0) == 0) & (np.diff(period, prepend=0) != 0) & (volume > 0)
    bent = np.unique(np.searchsorted(starts, np.flatnonzero(bends), side="right"))
    part = Part.heard(
        ticks[starts][sounds],
        until[sounds],
        np.minimum(pitches[sounds], 0xFF).astype(np.uint8),
        Curve(ticks, volume.astype(np.uint8)),
        Curve(ticks, (timbre if voice != TR else np.zeros_like(timbre)).astype(np.uint8)),
    )
    return part, len(bent)


def _dmc(trace: Trace) -> dict[str, int]:
    """Return how often the DMC starts a sample, and how often its level is set."""
    enables = trace.value[trace.address == 0x4015] >> 4 & 1
    levels = trace.value[trace.address == 0x4011] & 0x7F
    return {
        "DMC samples": int((np.diff(enables, prepend=np.uint8(0)) == 1).sum()),
        "DMC levels": int((np.diff(levels, prepend=np.uint8(0)) != 0).sum()),
    }


def _follow_notes(heights: NDArray[np.float64], sounds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the note of each moment, 0 where silent; one stays until the height leaves its neighbourhood."""
    notes = np.zeros(len(heights), np.int64)
    note = 0
    for i in range(len(heights)):
        if not sounds[i]:
            note = 0
        elif note == 0 or abs(heights[i] - note) > _SAME_NOTE:
            note = max(1, int(np.rint(heights[i])))
        notes[i] = note
    return notes


_follow = kept(_follow_notes, nogil=True)
