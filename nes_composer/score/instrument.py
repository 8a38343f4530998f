"""Instruments: how a note of one voice develops from tick to tick."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from typing import TypeAlias

from nes_composer.score.score import TICK_RATE

LONGEST = 1_000
"""Most values of an envelope, and most ticks before a vibrato: 17 s."""


class InstrumentError(ValueError):
    """An instrument that no voice can play; the message names it and the reason."""


@dataclass(frozen=True)
class Envelope:
    """One value per tick from the onset of a note on, and from its end on.

    Parameters
    ----------
    values
        At least one.
    loop
        Index that follows the last held value, or None to stay on that.
    release
        Index of the first value that is not held: the envelope jumps to it when the note ends, goes on from there
        and stays on the last value. None to take no notice of the end. It lies after the loop point.
    """

    values: tuple[int, ...]
    loop: int | None = None
    release: int | None = None

    def __post_init__(self) -> None:
        count = len(self.values)
        if not 1 <= count <= LONGEST:
            raise InstrumentError(f"an envelope has {count} values; 1-{LONGEST} are possible")
        if self.release is not None and not 0 < self.release < count:
            raise InstrumentError(f"the release point {self.release} is not within 1-{count - 1}")
        if self.loop is not None and not 0 <= self.loop < self._held:
            raise InstrumentError(f"the loop point {self.loop} is outside the envelope's {self._held} held values")

    @property
    def _held(self) -> int:
        """Values that a note goes through before its end."""
        return len(self.values) if self.release is None else self.release

    @property
    def release_ticks(self) -> int:
        """Values from the release point on; 0 without one."""
        return len(self.values) - self._held

    def at(self, tick: int, released: int | None = None) -> int:
        """Return the value `tick` ticks after the onset.

        Parameters
        ----------
        tick
            Ticks since the onset.
        released
            Ticks since the note's end, or None while it is held.
        """
        if released is not None and self.release is not None:
            return self.values[min(self.release + released, len(self.values) - 1)]
        held = self._held
        if tick < held:
            return self.values[tick]
        if self.loop is None:
            return self.values[held - 1]
        return self.values[self.loop + (tick - self.loop) % (held - self.loop)]


@dataclass(frozen=True)
class Vibrato:
    """A pitch that swings in a sine; depth, rate and delay as in General MIDI 2.

    Parameters
    ----------
    depth
        Cents to either side, 1-1200.
    rate
        Swings per second, above 0 and at most 30: half the tick rate.
    delay
        Ticks from the onset until it sets in, 0-1000.

    Raises
    ------
    InstrumentError
        A value is out of its range.
    """

    depth: int
    rate: float
    delay: int = 0

    def __post_init__(self) -> None:
        for what, value, low, high in (
            ("depth", self.depth, 1, 1200),
            ("rate", self.rate, 1e-3, 30),
            ("delay", self.delay, 0, LONGEST),
        ):
            if not low <= value <= high:
                raise InstrumentError(f"a vibrato's {what} is {value}, outside {low} to {high}")

    def at(self, tick: int) -> int:
        """Return the cents above the note, `tick` ticks after its onset."""
        return round(self.depth * sin(2 * pi * self.rate / TICK_RATE * max(tick - self.delay, 0)))


@dataclass(frozen=True)
class Instrument:
    """The envelopes of one voice, each at tick rate from the onset on.

    Parameters
    ----------
    name
        For people.
    volume
        0-15; the note's velocity scales it. TR sounds wherever it is not 0. With a release point a note that a rest
        follows sounds on until the values from there are through or the voice's next onset; without one it ends at
        once.
    duty
        Pulse duty 0-3 or noise mode 0-1, or None to follow the score's timbre.
    arpeggio
        Semitones above the note (NO: steps of its 16 pitches).
    pitch
        Cents above the note; not for NO.
    vibrato
        Added to the pitch envelope, or None.

    Raises
    ------
    InstrumentError
        A value is out of its range.
    """

    name: str
    volume: Envelope = Envelope((15,))
    duty: Envelope | None = None
    arpeggio: Envelope = Envelope((0,))
    pitch: Envelope = Envelope((0,))
    vibrato: Vibrato | None = None

    def __post_init__(self) -> None:
        for what, envelope, low, high in (
            ("volume", self.volume, 0, 15),
            ("duty", self.duty, 0, 3),
            ("arpeggio", self.arpeggio, -96, 96),
            ("pitch", self.pitch, -2400, 2400),
        ):
            if envelope is not None and not all(low <= value <= high for value in envelope.values):
                raise InstrumentError(f"instrument {self.name!r}: {what} has a value outside {low} to {high}")

    @property
    def release_ticks(self) -> int:
        """Ticks that a note sounds on after its end."""
        return self.volume.release_ticks


Instruments: TypeAlias = tuple[Instrument, Instrument, Instrument, Instrument]
"""One for each of P1, P2, TR, NO."""

PLAIN: Instruments = (Instrument("plain"), Instrument("plain"), Instrument("plain"), Instrument("plain"))
"""They leave everything as the score has it."""
