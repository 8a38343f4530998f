"""Musical keys: which pitch classes belong together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nes_composer.score.score import NO, Score

NOTE_NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
"""Names of the pitch classes 0-11."""

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
}
"""Semitones above the root."""

_FLATS = {"DB": 1, "EB": 3, "GB": 6, "AB": 8, "BB": 10}


@dataclass(frozen=True)
class Key:
    """A root and a scale on it.

    Parameters
    ----------
    root
        Pitch class 0-11, 0 is C.
    scale
        One of `SCALES`.

    Raises
    ------
    ValueError
        There is no such key.
    """

    root: int
    scale: str

    def __post_init__(self) -> None:
        if not 0 <= self.root < 12:
            raise ValueError(f"a root is a pitch class 0-11, not {self.root}")
        if self.scale not in SCALES:
            raise ValueError(f"{self.scale!r} is not a scale: {', '.join(SCALES)}")

    @classmethod
    def parse(cls, text: str) -> Key:
        """Return the key of a name such as ``C minor``, ``F♯ major``, ``Eb dorian``.

        Raises
        ------
        ValueError
            There is no such key.
        """
        root, _, scale = " ".join(text.split()).partition(" ")
        names = {name.replace("♯", "#"): index for index, name in enumerate(NOTE_NAMES)} | _FLATS
        found = names.get(root.upper().replace("♯", "#").replace("♭", "B"))
        if found is None:
            raise ValueError(f"{text!r} is not a key: write one like C minor or F# major")
        return cls(found, scale.lower() or "major")

    @property
    def name(self) -> str:
        """The name, as :meth:`parse` reads it."""
        return f"{NOTE_NAMES[self.root]} {self.scale}"

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes 0-11 that are in the key."""
        return frozenset((self.root + step) % 12 for step in SCALES[self.scale])


def best_key(score: Score) -> Key | None:
    """Return the major or minor key that most notes of P1, P2 and TR are in, None for a song without such notes.

    A key and its relative share their notes; what the triangle plays most often of the two roots decides.
    """
    onset, pitch = score.onset[:, :NO], score.pitch[:, :NO]
    counts = np.bincount(pitch[onset] % 12, minlength=12)
    if not counts.any():
        return None
    bass = np.bincount(pitch[:, NO - 1][onset[:, NO - 1]] % 12, minlength=12)
    keys = [Key(root, scale) for scale in ("major", "minor") for root in range(12)]
    return max(keys, key=lambda key: (counts[list(key.pitch_classes)].sum(), bass[key.root], counts[key.root]))
