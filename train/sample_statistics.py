"""Whether what a model makes up is like music: statistics of windows beside those of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH, REST
from nes_composer.score.score import HIGHEST, NO, VOICES
from train.copied_runs import longest_runs
from train.histograms import HISTOGRAMS, histograms, overlap
from train.notes import Notes, notes_of

Tokens = NDArray[np.uint8]

_DIATONIC = np.array([0, 2, 4, 5, 7, 9, 11])
_HELD = 0.75
_SAME = 0.9
_LEAST_NOTES = 8


def describe(
    tokens: Tokens, voices: tuple[int, ...], bars: int, like: Tokens | None = None, at_once: int | None = None
) -> dict[str, Any]:
    """Return statistics of windows.

    Parameters
    ----------
    tokens : uint8 [W, N, voices]
        Every hold in them continues a note.
    voices
        What the columns are.
    bars
        Of a window.
    like : uint8 [W, N, voices]
        What their histograms are compared with, if anything.
    at_once
        So many windows are compared at once, and the mean is told: the fewer, the less a histogram can agree. All of
        them unless told otherwise.

    Returns
    -------
    dict
        `windows`; `overlap` of each histogram for each voice and their mean; `sounding`, the share of rows in which
        each voice sounds, and all do; `in_key`, the share of pitches that are in their window's best-fitting key; the
        share that is `degenerate`.
    """
    notes = notes_of(tokens, voices)
    found: dict[str, Any] = {"windows": len(tokens)}
    if like is not None:
        found["overlap"] = _overlaps(tokens, like, voices, at_once or len(tokens))
    sounding = tokens != REST
    return found | {
        "sounding": _named(sounding.mean((0, 1)), voices, all=float(sounding.all(-1).mean())),
        "in_key": round(in_key(notes, len(tokens), voices), 4),
        "degenerate": round(float(degenerate(tokens, voices, bars).mean()), 4),
    }


def overlap_ratios(samples: dict[str, Any], real: dict[str, Any]) -> dict[str, float]:
    """Return for each histogram how near the samples' mean overlap comes to that of real windows: 1 is as near."""
    return {
        name: round(samples["overlap"][name]["mean"] / max(real["overlap"][name]["mean"], 1e-9), 4)
        for name in HISTOGRAMS
    }


def copied(songs: Sequence[Tokens], tokens: Tokens, voices: tuple[int, ...], bar_rows: int) -> dict[str, Any]:
    """Return the rows of the longest passages that windows copy from songs, and the share of windows of at most a bar.

    See :func:`train.copied_runs.longest_runs`.
    """
    runs = longest_runs(songs, tokens, voices)
    return {
        "median": int(np.percentile(runs, 50, method="higher")),
        "p95": int(np.percentile(runs, 95, method="higher")),
        "longest": int(runs.max()),
        "within_a_bar": round(float((runs <= bar_rows).mean()), 4),
    }


def in_key(notes: Notes, windows: int, voices: tuple[int, ...]) -> float:
    """Return the share of the notes of P1, P2 and TR that are in the key that fits their window best, 0-1.

    A key is the seven pitch classes of a major scale, which its relative minor shares: 24 keys are 12 sets. Chance has
    seven notes of twelve in any of them.
    """
    pitched = np.array(voices)[notes.column] != NO
    index = notes.window[pitched] * 12 + notes.pitch[pitched] % 12
    counts = np.bincount(index, minlength=12 * windows).reshape(windows, 12)
    keys = np.zeros((12, 12), np.int64)
    np.put_along_axis(keys, (np.arange(12)[:, None] + _DIATONIC) % 12, 1, axis=1)
    return float((counts @ keys.T).max(axis=1).sum() / max(counts.sum(), 1))


def degenerate(tokens: Tokens, voices: tuple[int, ...], bars: int) -> NDArray[np.bool_]:
    """Return which windows are no music, bool [W].

    Such a window has fewer onsets than bars; or in every voice that sounds one note held for three quarters of it; or
    at least 8 pitched notes, more than nine tenths of them in each of P1, P2 and TR on one pitch. Of real windows of
    NES-MDB that are evaluated on less than half a percent are so.
    """
    count = (tokens >= FIRST_PITCH).sum(axis=1)  # [W, voices]
    notes = notes_of(tokens, voices)
    longest = np.zeros_like(count)
    np.maximum.at(longest, (notes.window, notes.column), notes.length)
    held = ((longest >= _HELD * tokens.shape[1]) | (count == 0)).all(axis=1)
    pitched = [column for column, voice in enumerate(voices) if voice != NO]
    of_pitch = np.zeros((*count.shape, int(HIGHEST.max()) + 1), np.int64)
    np.add.at(of_pitch, (notes.window, notes.column, notes.pitch), 1)
    same = (of_pitch.max(axis=2) > _SAME * count) | (count == 0)
    stuck = same[:, pitched].all(axis=1) & (count[:, pitched].sum(axis=1) >= _LEAST_NOTES)
    return np.asarray((count.sum(axis=1) < bars) | held | stuck)


def _overlaps(tokens: Tokens, like: Tokens, voices: tuple[int, ...], at_once: int) -> dict[str, dict[str, float]]:
    theirs = _histograms(like, voices)
    sets = [tokens[first : first + at_once] for first in range(0, max(len(tokens) - at_once, 0) + 1, at_once)]
    mine = [_histograms(each, voices) for each in sets]
    shares = {name: np.mean([overlap(each[name], theirs[name]) for each in mine], axis=0) for name in HISTOGRAMS}
    return {name: _named(share, voices, mean=float(share.mean())) for name, share in shares.items()}


def _histograms(tokens: Tokens, voices: tuple[int, ...]) -> dict[str, NDArray[np.float64]]:
    return histograms(notes_of(tokens, voices), len(tokens), tokens.shape[1], voices)


def _named(values: NDArray[np.float64], voices: tuple[int, ...], **summary: float) -> dict[str, float]:
    named = {VOICES[voice]: float(value) for voice, value in zip(voices, values, strict=True)} | summary
    return {name: round(value, 4) for name, value in named.items()}
