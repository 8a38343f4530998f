"""Arpeggios: a held note becomes a broken chord, as a voice plays one note at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nes_composer.score.bundle import Bundle
from nes_composer.score.operations.pitching import folded
from nes_composer.score.score import NO

CHORDS: dict[str, tuple[int, ...]] = {
    "octave": (0, 12),
    "fifth": (0, 7, 12),
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "fourth": (0, 5, 7),
    "seventh": (0, 4, 7, 10),
    "minor seventh": (0, 3, 7, 10),
    "diminished": (0, 3, 6, 9),
}
"""Semitones above the held note."""

ORDERS = ("up", "down", "up and down")


def arpeggiated(bundle: Bundle, chord: str, order: str, rows: int) -> Bundle:
    """Break each note into notes of `rows` rows, the last as long as what is left, on the tones of a chord in turn.

    Each note begins the chord anew; velocity and timbre go on row by row. Noise stays as it is.
    """
    tones = np.array(_tones(chord, order), np.int64)
    pieces = np.where(bundle.voice == NO, 1, -(-bundle.length // rows))
    of = np.repeat(np.arange(len(bundle)), pieces)
    turn = np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    noise = bundle.voice[of] == NO
    lengths = np.where(noise, bundle.length[of], np.minimum(bundle.length[of] - turn * rows, rows))
    places = np.repeat(turn * rows, lengths)
    places += np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    broken = bundle.cut(of, lengths, places)
    pitch = broken.pitch + np.where(noise, 0, tones[turn % len(tones)])
    return folded(replace(broken, start=broken.start + turn * rows, pitch=pitch))


def _tones(chord: str, order: str) -> tuple[int, ...]:
    tones = CHORDS[chord]
    if order == "down":
        return tones[::-1]
    return tones if order == "up" else (*tones, *tones[-2:0:-1])
