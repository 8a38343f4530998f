"""Locks: what of a song no model may change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.edits import overlay, with_length
from nes_composer.score.score import VOICES, Score


@dataclass(frozen=True)
class Locks:
    """Voices and bars that only a person changes.

    Parameters
    ----------
    voices
        Indices of voices; locked in all bars.
    bars
        Indices of bars, from 0; locked in all voices.
    """

    voices: frozenset[int] = frozenset()
    bars: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Return whether anything is locked."""
        return bool(self.voices or self.bars)

    def cells(self, score: Score) -> NDArray[np.bool_]:
        """Return which cells of a score are locked, bool [N, 4].

        A note that is held into a locked bar is locked from its start: what becomes of its first rows decides
        whether the locked ones can sound.
        """
        row = np.arange(len(score))[:, None]
        locked = np.zeros((len(score), len(VOICES)), np.bool_)
        locked |= np.isin(row // score.rows_per_bar, list(self.bars))
        held = score.sounding & ~score.onset
        # For each row the next one that begins something, and the last locked row up to there.
        index = np.where(held, -1, np.cumsum(~held, axis=0))
        index = np.maximum.accumulate(index, axis=0)
        for voice in range(len(VOICES)):
            last = np.full(len(score) + 1, -1)
            np.maximum.at(last, index[:, voice], np.where(locked[:, voice], row[:, 0], -1))
            locked[:, voice] |= row[:, 0] <= last[index[:, voice]]
        locked[:, list(self.voices)] = True
        return locked

    def keep(self, before: Score, after: Score) -> Score:
        """Return `after`, of as many rows or more, with the locked cells of `before` put back.

        Rows beyond `before` are free, but for locked voices, which stay silent there.
        """
        if not self:
            return after
        longer = with_length(before, len(after))
        locked = self.cells(longer)
        locked[len(before) :] = False
        locked[len(before) :, list(self.voices)] = True
        return overlay(after, longer, locked)


NONE = Locks()
"""Everything may be changed."""
