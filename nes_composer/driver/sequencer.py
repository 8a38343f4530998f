"""The sequencer: walks a score tick by tick and lets the driver play its rows."""

from __future__ import annotations

from math import ceil

import numpy as np

from nes_composer.driver.driver import Driver, Writes
from nes_composer.score.instrument import Instruments
from nes_composer.score.score import PATTERN_ROWS, VOICES, Score

PREVIEW_TICKS = 18
"""How long a previewed note sounds: 0.3 s."""

_ROUNDING = 1e-6
"""Nine ticks a row come back from the score's tempo as 9 + 2e-15; that is not a tick more."""


def start_tick(row: int, ticks_per_row: float) -> int:
    """Return the tick at which a row starts when the song is played from row 0 on."""
    return ceil(row * ticks_per_row - _ROUNDING)


def is_shaped(score: Score, row: int, voice: int) -> bool:
    """Return whether the velocity of the note on `row` changes later on, within as many rows as a pattern has."""
    ahead = slice(row + 1, row + 1 + PATTERN_ROWS)
    held = (score.pitch[ahead, voice] > 0) & ~score.onset[ahead, voice]
    changed = score.velocity[ahead, voice] != score.velocity[row, voice]
    return bool((np.logical_and.accumulate(held) & changed).any())


class Sequencer:
    """Plays a score, which may change while it plays.

    Row r starts at tick ``ceil(r × ticks per row)`` of the song, also after a jump: a row always lasts the same. A note
    that a rest follows, or the end of the song, is released; a stop cuts it off.

    Every onset is heard, and can be read from the register writes: where the pitch is the one that sounds already
    and the volume rises by less than 3, the last tick before it is silent, unless the row has no other.

    Parameters
    ----------
    score
        What to play; another one may be set at any time and takes effect at the next tick, see :attr:`score`.
    instruments
        One per voice.

    Attributes
    ----------
    loop : tuple[int, int] | None
        First row and row after the last one of what is repeated; it wraps when its end is reached.
    playing : bool
        False holds the song where it is, silent; previewed and held notes sound nevertheless.
    started : range
        Rows that began at the latest tick; none at most ticks, several where a row is shorter than a tick.
    """

    def __init__(self, score: Score, instruments: Instruments) -> None:
        self._score = score
        self._score_changed = False
        self.loop: tuple[int, int] | None = None
        self.playing = True
        self._driver = Driver(instruments)
        self._pending = self._driver.reset()
        self._row = 0
        self._tick_in_row = 0
        self._row_ticks = 1
        self._sounding = False
        self._preview_ticks = [0] * len(VOICES)
        self._held: tuple[list[tuple[int, int, int]], ...] = tuple([] for _ in VOICES)
        self.started = range(0)

    @property
    def score(self) -> Score:
        """What is played.

        A row is too long to wait for its end. So where the row that sounds reads otherwise in another score, its
        voices change at the next tick, or at once by :meth:`refresh`: another pitch starts anew, the same one goes on.
        """
        return self._score

    @score.setter
    def score(self, score: Score) -> None:
        self._score, self._score_changed = score, True

    @property
    def instruments(self) -> Instruments:
        """One per voice; others take effect at the next tick."""
        return self._driver.instruments

    @instruments.setter
    def instruments(self, instruments: Instruments) -> None:
        self._driver.instruments = instruments

    @property
    def row(self) -> float:
        """Position in rows; the fraction is the share of the current row that has been played."""
        return self._row + self._tick_in_row / self._row_ticks

    @property
    def finished(self) -> bool:
        """Whether the last row has been played; never while the end of a loop lies ahead."""
        return self._row >= len(self.score)

    @property
    def ringing(self) -> bool:
        """Whether a note sounds on after its end."""
        return self._driver.ringing

    def seek(self, row: int) -> None:
        """Go on at the start of a row; a note held into it starts anew unless it sounds already."""
        self._row, self._tick_in_row = max(row, 0), 0

    def preview(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound one note at once for PREVIEW_TICKS, or until the song has an onset on that voice.

        A voice that is held by :meth:`press` has no room for it.
        """
        if not self._held[voice]:
            self._driver.start(voice, pitch, velocity, timbre)
            self._preview_ticks[voice] = PREVIEW_TICKS

    def press(self, voice: int, pitch: int, velocity: int, timbre: int) -> None:
        """Sound a note in place of what the song has on that voice, until it is let go; of several the latest."""
        held = self._held[voice]
        held[:] = [note for note in held if note[0] != pitch]
        held.append((pitch, velocity, timbre))
        self._preview_ticks[voice] = 0
        self._driver.start(voice, pitch, velocity, timbre)

    def let_go(self, voice: int, pitch: int) -> None:
        """End a held note: the one held before it sounds again; without one the song has its voice at the next row."""
        held = self._held[voice]
        if pitch not in (note[0] for note in held):
            return
        sounding = held[-1][0] == pitch
        held[:] = [note for note in held if note[0] != pitch]
        if held and sounding:
            self._driver.start(voice, *held[-1])
        elif not held:
            self._driver.release(voice)

    def let_all_go(self) -> None:
        """End all held notes."""
        for voice, held in enumerate(self._held):
            if held:
                held.clear()
                self._driver.release(voice)

    def held_now(self) -> Writes:
        """Return the register writes that let pressed notes be heard between two ticks."""
        return [] if self._pending else self._driver.update()

    def tick(self) -> Writes:
        """Return the register writes of the next tick."""
        writes, self._pending = self._pending, []
        self.started = range(0)
        sounding = self.playing and not self.finished
        if sounding:
            self._play()
        elif self._sounding:
            self._end_song()
        self._sounding = sounding
        return writes + self._tick_driver()

    def refresh(self) -> Writes:
        """Return the register writes that take over another score between two ticks, in the middle of a row."""
        if not (self._score_changed and self._sounding and self.playing and self._tick_in_row) or self.finished:
            return []
        self._score_changed = False
        self._take_row(onsets=False)
        return self._driver.update()

    def _play(self) -> None:
        """Start a row if one is due, take over what another score changed in this one, and go one tick on."""
        if self._tick_in_row == 0:
            self._start_row()
        elif self._score_changed:
            self._take_row(onsets=False)
        self._score_changed = False
        self._tick_in_row += 1
        if self._tick_in_row >= self._row_ticks:
            self._row, self._tick_in_row = self._next_row(), 0

    def _start_row(self) -> None:
        """Start the row. Where several rows start at one tick, only the last is heard."""
        tempo, first = self.score.ticks_per_row, self._row
        while True:
            start, end = start_tick(self._row, tempo), start_tick(self._row + 1, tempo)
            if end > start or self._row + 1 >= self._end():
                break
            self._row += 1
        self._row_ticks = max(end - start, 1)
        self.started = range(first, self._row + 1)
        self._take_row(onsets=True)

    def _take_row(self, onsets: bool) -> None:
        """Hand the row's notes to the driver, as attacks or as what sounds already where the pitch is the same.

        A held row whose pitch is not the one that sounds, as after a jump, starts its note anew.
        """
        score, row = self.score, self._row
        for voice in range(len(VOICES)):
            if self._held[voice]:
                continue
            onset = onsets and bool(score.onset[row, voice])
            if onset:
                self._preview_ticks[voice] = 0
            if not self._preview_ticks[voice]:
                self._take_voice(row, voice, onset)

    def _take_voice(self, row: int, voice: int, onset: bool) -> None:
        """Hand one voice of a row to the driver."""
        score, driver = self.score, self._driver
        pitch, velocity, timbre = (int(x[row, voice]) for x in (score.pitch, score.velocity, score.timbre))
        if pitch == 0:
            driver.release(voice)
        elif onset or pitch != driver.held_pitch(voice):
            driver.start(voice, pitch, velocity, timbre, is_shaped(score, row, voice))
        else:
            driver.hold(voice, velocity, timbre)

    def _end(self) -> int:
        """Return the row after the last one of what is being played: of the loop, or of the song."""
        if self.loop is not None and self.loop[0] < self.loop[1] and self._row < self.loop[1]:
            return min(self.loop[1], len(self.score))
        return len(self.score)

    def _next_row(self) -> int:
        """Return the row that follows the current one."""
        row, end = self._row + 1, self._end()
        if row >= end and self.loop is not None and self.loop[0] < end <= self.loop[1]:
            return self.loop[0]
        return row

    def _tick_driver(self) -> Writes:
        """Let the driver do its tick, and end what is over with it."""
        if self._sounding and self._tick_in_row == 0 and self._row_ticks >= 2 and not self.finished:
            self._part_notes()
        writes = self._driver.tick()
        for voice, ticks in enumerate(self._preview_ticks):
            if ticks == 1:
                self._driver.release(voice)
            self._preview_ticks[voice] = max(ticks - 1, 0)
        return writes

    def _part_notes(self) -> None:
        """Silence, for this last tick before a row, the voices whose onsets on the row could not be told otherwise."""
        score, row = self.score, self._row
        for voice in np.flatnonzero(score.onset[row]).tolist():
            if self._held[voice]:
                continue
            pitch, velocity = int(score.pitch[row, voice]), int(score.velocity[row, voice])
            if self._driver.would_merge(voice, pitch, velocity, is_shaped(score, row, voice)):
                self._driver.stop(voice)

    def _end_song(self) -> None:
        """Release the voices that play the song at its end; silence them where it is stopped."""
        for voice, ticks in enumerate(self._preview_ticks):
            if not ticks and not self._held[voice]:
                (self._driver.release if self.finished else self._driver.stop)(voice)
