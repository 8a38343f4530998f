"""Takes: several continuations of the same rows, of which a person keeps one. No torch: the window uses them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nes_composer.score.edits import join, put
from nes_composer.score.score import Score


@dataclass(frozen=True)
class Take:
    """Rows that go on from others.

    Parameters
    ----------
    rows
        The new rows alone; as in every passage that is cut out of a song, a note that is held into them starts anew.
    held
        For each voice whether the note on the first row is held on from before: one without an onset once it is joined.
    """

    rows: Score
    held: tuple[bool, ...]


def joined(before: Score, take: Take) -> Score:
    """Return what went before and a take of it in one score; notes that the take holds on are whole."""
    score = join([before, take.rows])
    if not any(take.held):
        return score
    onset = score.onset.copy()
    onset[len(before)] &= ~np.array(take.held)
    return replace(score, onset=onset)


def merged(takes: Sequence[Take], choice: tuple[int, ...]) -> Take:
    """Return a take that has each voice from one of several: voice v from ``takes[choice[v]]``.

    Raises
    ------
    ValueError
        The chosen takes are not of the same length.
    """
    chosen = [takes[number] for number in choice]
    if len({len(take.rows) for take in chosen}) > 1:
        raise ValueError("takes of different lengths cannot be merged")
    rows = chosen[0].rows
    for voice, take in enumerate(chosen):
        rows = put(rows, 0, take.rows, (voice,))
    return Take(rows, tuple(take.held[voice] for voice, take in enumerate(chosen)))
