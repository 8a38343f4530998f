"""What each envelope of an instrument is about on each voice: its values, their names, and whether it is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nes_composer.score.instrument import Envelope, Instrument
from nes_composer.score.score import NO, TR

DEEPEST = 96, 2400
"""Semitones and cents that an envelope can go up or down."""


@dataclass(frozen=True)
class Kind:
    """One envelope of an instrument.

    Parameters
    ----------
    name
        The instrument's field.
    title
        For people.
    values
        Those that can be drawn, from the lowest up.
    texts
        What they are called, empty for the number and `unit`.
    unit
        Of the number.
    reaches
        How far from 0 a drawing may go, from little to all; empty where all values are always seen.
    as_notes
        It may be left to the notes.
    silent
        Why it changes nothing on this voice; empty where it does.
    """

    name: str
    title: str
    values: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    unit: str = ""
    reaches: tuple[int, ...] = ()
    as_notes: bool = False
    silent: str = ""

    def row(self, value: int) -> int:
        """Return the place in `values` of the one that sounds like this value."""
        if self.name == "volume" and len(self.values) == 2:
            return int(value > 0)  # the triangle has no volume but all of it
        if self.name == "duty":
            return value % len(self.values)  # the noise looks at one bit only
        return value - self.values[0]

    def text(self, value: int) -> str:
        """Return what a value is called."""
        if self.texts:
            return self.texts[self.row(value)]
        return f"{value:+d}{self.unit}" if self.reaches else f"{value}{self.unit}"

    def within(self, reach: int) -> Kind:
        """Return the kind with the values up to `reach` from 0 only."""
        return replace(self, values=tuple(range(-reach, reach + 1)))

    def of(self, instrument: Instrument) -> Envelope | None:
        """Return the envelope of an instrument."""
        envelope: Envelope | None = getattr(instrument, self.name)
        return envelope

    def put(self, instrument: Instrument, envelope: Envelope | None) -> Instrument:
        """Return the instrument with another envelope; None for that of a plain one."""
        if envelope is None:
            envelope = self.of(Instrument(""))
        return replace(instrument, **{self.name: envelope})  # type: ignore[arg-type]


def kinds(voice: int) -> tuple[Kind, Kind, Kind, Kind]:
    """Return what volume, duty, arpeggio and pitch are on a voice."""
    volume = Kind("volume", "Volume", tuple(range(16)))
    if voice == TR:
        volume = Kind("volume", "On and off", (0, 15), ("off", "on"))
    duty = Kind("duty", "Duty", (0, 1, 2, 3), ("12.5 %", "25 %", "50 %", "75 %"), as_notes=True)
    if voice == NO:
        duty = Kind("duty", "Mode", (0, 1), ("hiss", "metal"), as_notes=True)
    elif voice == TR:
        duty = replace(duty, silent="The triangle has one shape only")
    steps, cents = DEEPEST
    arpeggio = Kind("arpeggio", "Arpeggio", reaches=(12, 24, 48, steps), unit=" steps" if voice == NO else " st")
    pitch = Kind("pitch", "Pitch", reaches=(50, 100, 200, 600, 1200, cents), unit=" cents")
    if voice == NO:
        pitch = replace(pitch, silent="The noise has no pitch between its steps")
    return volume, duty, arpeggio, pitch
