"""Music before it has rows: notes at the driver ticks where they happened, and how they fall onto rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.grid import Grid, recover_grid, vector_strength
from nes_composer.score.score import FIELDS, HIGHEST, HIGHEST_TIMBRE, LOWEST, MAX_VELOCITY, TICK_RATE, TR, VOICES, Score

FRAME_RATE = 24.0
"""Rows per second of NES-MDB's own 24 Hz score forms."""

_SHORTEST_NOTE = 0.1
"""In ticks. Shorter ones show the order in which a driver writes its registers, not music."""

_REATTACK = 3
"""A rise of volume by this much within a note may be a new attack: a driver's envelope starts again."""

_SHORTEST_RHYTHMIC_NOTE = 2.5
_REATTACK_FIT = 0.75

_TOLERANCE = 0.5
"""In ticks: what changes so little before or after a row begins happens where it begins."""


@dataclass(frozen=True)
class Curve:
    """A value that holds until its next change.

    Parameters
    ----------
    tick : float [n]
        Times of the changes, ascending.
    value : uint8 [n]
        The value from each change on.
    """

    tick: NDArray[np.float64]
    value: NDArray[np.uint8]

    def rises(self, least: int) -> NDArray[np.float64]:
        """Return the times at which the value rises by `least` or more."""
        return self.tick[np.diff(self.value.astype(np.int16), prepend=np.int16(0)) >= least]

    def changes_between(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> int:
        """Return how often the value changes within the spans (start, end)."""
        tick = self.tick[np.diff(self.value.astype(np.int16), prepend=np.int16(0)) != 0]
        counts = np.searchsorted(tick, ends, side="left") - np.searchsorted(tick, starts, side="right")
        return int(np.maximum(counts, 0).sum())

    def at(self, ticks: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Return the values that hold at `ticks`; 0 before the first change."""
        index = np.searchsorted(self.tick, ticks, side="right")
        return np.concatenate([np.zeros(1, np.uint8), self.value])[index]

    def greatest_between(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Return the greatest value within each span [start, end); spans ascend and do not overlap."""
        greatest = self.at(starts)
        span = np.searchsorted(starts, self.tick, side="right") - 1
        inside = (span >= 0) & (self.tick < ends[np.maximum(span, 0)]) if len(starts) else np.zeros(0, bool)
        np.maximum.at(greatest, span[inside], self.value[inside])
        return greatest


@dataclass(frozen=True)
class Part:
    """What one voice performs.

    Parameters
    ----------
    start, end : float [n]
        Times of the notes in ticks, ascending, not overlapping.
    pitch : uint8 [n]
        As in a score.
    velocity, timbre
        How loudness and timbre change over time.
    reattack : float [m]
        Times within notes at which loudness jumps up: a new attack of the same pitch, or a tremolo.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    pitch: NDArray[np.uint8]
    velocity: Curve
    timbre: Curve
    reattack: NDArray[np.float64]

    @classmethod
    def heard(
        cls,
        start: NDArray[np.float64],
        end: NDArray[np.float64],
        pitch: NDArray[np.uint8],
        velocity: Curve,
        timbre: Curve,
    ) -> Part:
        """Return the part of notes as a recording has them: with its re-attacks, without notes too short to be any."""
        kept = end - start >= _SHORTEST_NOTE
        start, end, pitch = start[kept], end[kept], pitch[kept]
        rises = velocity.rises(_REATTACK)
        note = np.searchsorted(start, rises, side="left") - 1
        within = (note >= 0) & (rises < end[note]) if len(start) else np.zeros(len(rises), bool)
        return cls(start, end, pitch, velocity, timbre, rises[within])

    def with_reattacks(self, grid: Grid | None) -> Part:
        """Return the part with its notes split at their re-attacks, unless these do not fit the grid.

        In NES-MDB's valid split the re-attacks of four parts in five lie on the rows (median R 0.99); those of
        the rest are tremolo, which belongs to the instrument.
        """
        if not len(self.reattack):
            return self
        if grid and abs(vector_strength(self.reattack, grid.ticks_per_row)) < _REATTACK_FIT:
            return self
        start = np.sort(np.concatenate([self.start, self.reattack]))
        note = np.searchsorted(self.start, start, side="right") - 1
        end = np.minimum(self.end[note], np.append(start[1:], np.inf))
        sounds = (note >= 0) & (end > start)
        return replace(self, start=start[sounds], end=end[sounds], pitch=self.pitch[note[sounds]])


@dataclass(frozen=True)
class Performance:
    """Four parts and the length of the whole in ticks."""

    parts: tuple[Part, Part, Part, Part]
    ticks: float

    def rhythmic_onsets(self) -> NDArray[np.float64]:
        """Return the ascending onsets, in ticks, of notes long enough to belong to the rhythm.

        Shorter ones are arpeggios, slides and drum rolls that run at the driver's rate.
        """
        onsets = [part.start[part.end - part.start >= _SHORTEST_RHYTHMIC_NOTE] for part in self.parts]
        return np.sort(np.concatenate(onsets))


def to_rows(performance: Performance, grid: str = "auto") -> tuple[Score, Grid | None, dict[str, int]]:
    """Put a performance on rows.

    Parameters
    ----------
    performance
        What to put on rows.
    grid
        ``"auto"`` recovers the row grid and falls back to 24 rows a second where none fits; ``"24hz"``
        takes 24 rows a second.

    Returns
    -------
    Score
        Each note on the row nearest its onset. Row 0 is the row of the first onset.
    Grid or None
        The recovered grid.
    dict
        How many of what the rows cannot hold.
    """
    recovered = recover_grid(performance.rhythmic_onsets()) if grid == "auto" else None
    ticks_per_row = recovered.ticks_per_row if recovered else TICK_RATE / FRAME_RATE
    starts = np.concatenate([part.start for part in performance.parts])
    first = float(starts.min()) if len(starts) else 0.0
    phase = recovered.phase if recovered else first
    origin = phase + ticks_per_row * np.floor((first - phase) / ticks_per_row + 0.5)
    # Rows that are no whole number of ticks are played up to a tick late. A recovered grid is right on average.
    late = 0.0 if recovered else 1.02 * _TOLERANCE
    rows = max(1, round((performance.ticks - origin) / ticks_per_row))
    arrays = {name: np.zeros((rows, len(VOICES)), np.uint8) for name in FIELDS}
    dropped = {
        "rows of silence at the start": max(0, int((origin + _TOLERANCE) // ticks_per_row)),
        "sub-row notes": 0,
        "out-of-range notes": 0,
        "volume changes within rows": 0,
        "timbre changes within rows": 0,
    }
    for voice, part in enumerate(performance.parts):
        columns = {name: array[:, voice] for name, array in arrays.items()}
        _fill_voice(columns, voice, part.with_reattacks(recovered), origin, ticks_per_row, late, dropped)
    score = Score(arrays["pitch"], arrays["onset"] > 0, arrays["velocity"], arrays["timbre"], TICK_RATE / ticks_per_row)
    return score, recovered, {reason: count for reason, count in dropped.items() if count}


def _fill_voice(
    columns: dict[str, NDArray[np.uint8]],
    voice: int,
    part: Part,
    origin: float,
    ticks_per_row: float,
    late: float,
    dropped: dict[str, int],
) -> None:
    """Write a part into the columns of its voice, and count what they cannot hold.

    What happens on a row happens `late` ticks after its start, within the tolerance.
    """
    rows = len(columns["pitch"])
    playable = (part.pitch >= LOWEST[voice]) & (part.pitch <= HIGHEST[voice])
    dropped["out-of-range notes"] += int((~playable).sum())
    start, end, pitch = part.start[playable], part.end[playable], part.pitch[playable]
    first_row = np.clip(np.floor((start - origin) / ticks_per_row + 0.5).astype(np.int64), 0, rows - 1)
    # Of several notes that begin on one row the longest stays.
    order = np.lexsort((start - end, first_row))
    kept = order[np.unique(first_row[order], return_index=True)[1]]
    dropped["sub-row notes"] += len(start) - len(kept)
    first_row, start, end, pitch = first_row[kept], start[kept], end[kept], pitch[kept]
    last_row = np.floor((end - origin) / ticks_per_row + 0.5).astype(np.int64)
    last_row = np.minimum(np.maximum(last_row, first_row + 1), np.append(first_row[1:], rows))
    last_row = np.minimum(last_row, rows)
    lengths = last_row - first_row
    index = np.repeat(first_row - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    columns["pitch"][index] = np.repeat(pitch, lengths)
    columns["onset"][first_row] = 1
    # A row sounds as loud as its loudest moment: swells count in full, decays where they start.
    begin = origin + index * ticks_per_row + late + _TOLERANCE
    begin[np.cumsum(lengths) - lengths] = start
    note_end = np.repeat(end, lengths)
    until = np.minimum(origin + (index + 1) * ticks_per_row + late - _TOLERANCE, np.append(begin[1:], np.inf))
    until = np.maximum(np.minimum(until, note_end), begin)
    velocity = part.velocity.greatest_between(begin, until)
    columns["velocity"][index] = MAX_VELOCITY if voice == TR else np.clip(velocity, 1, MAX_VELOCITY)
    middle = np.minimum(origin + (index + 0.5) * ticks_per_row, note_end - _SHORTEST_NOTE / 2)
    columns["timbre"][index] = np.minimum(part.timbre.at(np.maximum(middle, begin)), HIGHEST_TIMBRE[voice])
    if voice != TR:
        settled = begin + _SHORTEST_NOTE
        dropped["volume changes within rows"] += part.velocity.changes_between(settled, until)
        dropped["timbre changes within rows"] += part.timbre.changes_between(settled, until)
