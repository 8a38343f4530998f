"""Instruments: how a note of one voice develops from tick to tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

_LONGEST = 1_000


class InstrumentError(ValueError):
    """An instrument that no voice can play; the message names it and the reason."""


@dataclass(frozen=True)
class Envelope:
    """One value per tick from the onset of a note on.

    Parameters
    ----------
    values
        At least one.
    loop
        Index that follows the last value, or None to stay on the last value.
    """

    values: tuple[int, ...]
    loop: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.values) <= _LONGEST:
            raise InstrumentError(f"an envelope has {len(self.values)} values; 1-{_LONGEST} are possible")
        if self.loop is not None and not 0 <= self.loop < len(self.values):
            raise InstrumentError(f"the loop point {self.loop} is outside the envelope's {len(self.values)} values")

    def at(self, tick: int) -> int:
        """Return the value `tick` ticks after the onset."""
        if tick < len(self.values):
            return self.values[tick]
        if self.loop is None:
            return self.values[-1]
        return self.values[self.loop + (tick - self.loop) % (len(self.values) - self.loop)]


@dataclass(frozen=True)
class Instrument:
    """The envelopes of one voice, each at tick rate from the onset on.

    Parameters
    ----------
    name
        For people.
    volume
        0-15; the note's velocity scales it. TR sounds wherever it is not 0.
    duty
        Pulse duty 0-3 or noise mode 0-1, or None to follow the score's timbre.
    arpeggio
        Semitones above the note (NO: steps of its 16 pitches).
    pitch
        Cents above the note; not for NO.

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

    def __post_init__(self) -> None:
        for what, envelope, low, high in (
            ("volume", self.volume, 0, 15),
            ("duty", self.duty, 0, 3),
            ("arpeggio", self.arpeggio, -96, 96),
            ("pitch", self.pitch, -2400, 2400),
        ):
            if envelope is not None and not all(low <= value <= high for value in envelope.values):
                raise InstrumentError(f"instrument {self.name!r}: {what} has a value outside {low} to {high}")


Instruments: TypeAlias = tuple[Instrument, Instrument, Instrument, Instrument]
"""One for each of P1, P2, TR, NO."""

PLAIN: Instruments = (Instrument("plain"), Instrument("plain"), Instrument("plain"), Instrument("plain"))
"""They leave everything as the score has it."""
