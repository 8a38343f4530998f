"""Scores whose sound is easy to recognise."""

from collections.abc import Sequence

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, TICK_RATE, Score


def tune(pitches: Sequence[int], rows_per_note: int = 4, ticks_per_row: int = 6, voice: int = P1) -> Score:
    """Return the pitches one after the other, without rests, as a square wave where the voice has duties."""
    notes = [
        Note(voice, i * rows_per_note, rows_per_note, pitch, 15, 2 if voice <= 1 else 0)
        for i, pitch in enumerate(pitches)
    ]
    return draw(Score.silent(len(pitches) * rows_per_note, TICK_RATE / ticks_per_row), notes)
