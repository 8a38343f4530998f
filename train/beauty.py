"""How good a pattern is to begin from, as far as its notes tell: key, chords, melody, form, metre, the way back.

Every mark is 0-1. The bounds are where the better half of NES-MDB's patterns lie; what is within them is 1, so that
marks tell what is wrong, not what is loved: that is for whoever looks and listens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.keys import Key, best_key
from nes_composer.score.score import NO, P1, P2, TR, Score

_CONSONANCE = np.array([1.0, 0.0, 0.4, 1.0, 1.0, 0.7, 0.2, 1.0, 0.9, 1.0, 0.5, 0.1])
"""Of two voices by the semitones between them, octaves taken off."""

_NOTES = {P1: (14, 46), P2: (12, 56), TR: (10, 46), NO: (16, 64)}
"""Fewest and most notes of a voice in four bars."""

_LEADING = frozenset({2, 5, 7, 8, 10, 11})
"""Semitones from the tonic up to a bass note that asks for the tonic to follow."""

_TRIADS = {"major": frozenset({0, 4, 7}), "minor": frozenset({0, 3, 7})}

_WEIGHTS = {
    "key": 3.0,
    "chords": 2.0,
    "triads": 3.0,
    "home": 1.0,
    "back": 1.0,
    "changes": 1.0,
    "melody": 2.0,
    "motif": 2.0,
    "groove": 2.0,
    "metre": 1.5,
    "density": 1.5,
    "voices": 2.0,
    "places": 1.5,
}
_LEAST = 0.02


def within(value: float, low: float, high: float, slack: float) -> float:
    """Return 1 for a value between two bounds, 0 for one that is `slack` or more beside them, in between a share."""
    outside = max(low - value, value - high, 0.0)
    return max(1.0 - outside / slack, 0.0)


def beauty(score: Score) -> float:
    """Return one mark, 0-1, for a pattern: the weighted geometric mean of :func:`marks`, so that no fault is hidden."""
    found = marks(score)
    logs = sum(weight * np.log(max(found[name], _LEAST)) for name, weight in _WEIGHTS.items())
    return float(np.exp(logs / sum(_WEIGHTS.values())))


def marks(score: Score) -> dict[str, float]:
    """Return all marks of a pattern of bars of 16 rows by name; all 0 for one without a tune."""
    key = best_key(score)
    if key is None or score.onset[:, P1].sum() < 3 or score.onset[:, TR].sum() < 2:
        return dict.fromkeys(_WEIGHTS, 0.0)
    return {
        "key": within(in_key(score, key), 0.985, 1.0, 0.15),
        "chords": within(consonance(score), 0.88, 1.0, 0.3),
        "triads": within(triads(score), 0.82, 1.0, 0.35),
        "home": begins_at_home(score, key),
        "back": leads_back(score, key),
        "changes": within(bass_changes(score), 2, 4, 1.5),
        "melody": _melody(score),
        "motif": _motif(score),
        "groove": within(likeness_of_neighbours(score), 0.78, 1.0, 0.6),
        "metre": _metre(score),
        "density": _density(score),
        "voices": _voices(score),
        "places": _places(score),
    }


# Harmony


def in_key(score: Score, key: Key) -> float:
    """Return the share of sounding cells of P1, P2 and TR that are in a key, with the raised seventh of a minor one."""
    classes = key.pitch_classes | ({(key.root + 11) % 12} if key.scale == "minor" else frozenset())
    pitch = score.pitch[:, :NO]
    sounding = pitch > 0
    return float(np.isin(pitch[sounding] % 12, list(classes)).mean()) if sounding.any() else 0.0


def consonance(score: Score) -> float:
    """Return how well P1, P2 and TR sound together, 0-1: on beats above all, as dissonances pass between them."""
    weight = np.where(np.arange(len(score)) % score.rows_per_beat == 0, 1.0, 0.25)
    total = marked = 0.0
    for one, other in ((P1, P2), (P1, TR), (P2, TR)):
        both = score.sounding[:, one] & score.sounding[:, other]
        distance = np.abs(score.pitch[both, one].astype(int) - score.pitch[both, other])
        total += float(weight[both].sum())
        marked += float((weight[both] * _CONSONANCE[distance % 12]).sum())
    return marked / total if total else 0.0


def triads(score: Score) -> float:
    """Return the share of sounding cells of P1, P2 and TR that are in the triad that fits their half bar best, 0-1."""
    counts, chords, best = _triads(score)
    within_best = np.take_along_axis(counts, chords[best], axis=1)
    return float(within_best.sum() / max(counts.sum(), 1))


def harmonies(score: Score) -> int:
    """Return how many different triads fit its half bars best."""
    return len(set(_triads(score)[2].tolist()))


def _triads(score: Score) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return how often each half bar has each pitch class, [H, 12]; all triads, [24, 3]; which fits each best, [H]."""
    classes = np.where(score.sounding[:, :NO], score.pitch[:, :NO] % 12, -1).reshape(-1, 8 * NO)
    counts = np.stack([(classes == pitch).sum(axis=1) for pitch in range(12)], axis=1)
    chords = np.array(
        [sorted((root + step) % 12 for step in steps) for steps in _TRIADS.values() for root in range(12)]
    )
    return counts, chords, counts[:, chords].sum(axis=2).argmax(axis=1)


def begins_at_home(score: Score, key: Key) -> float:
    """Return 1 for a first bass note on the tonic, half for another one of its triad."""
    return _at_home(int(score.pitch[np.flatnonzero(score.onset[:, TR])[0], TR]), key)


def ends_at_home(score: Score, key: Key) -> float:
    """Return how well the last notes of bass and melody close, 0-1: on the tonic, in its triad, held for a while."""
    bass, tune = (int(score.pitch[np.flatnonzero(score.onset[:, voice])[-1], voice]) for voice in (TR, P1))
    start = int(np.flatnonzero(score.onset[:, P1])[-1])
    held = float(score.sounding[start:, P1].sum())
    return 0.4 * (_at_home(bass, key) == 1.0) + 0.3 * (_at_home(tune, key) > 0) + 0.3 * within(held, 6, 32, 5)


def leads_back(score: Score, key: Key) -> float:
    """Return how well the last bar asks for the first to follow, 0-1: its bass, its last step, its movement."""
    bass = score.pitch[np.flatnonzero(score.onset[:, TR])[-1], TR]
    tune = score.pitch[score.onset[:, P1], P1].astype(int)
    moves = int(score.onset[-8:, :NO].any(axis=1).sum())
    return (
        0.4 * ((int(bass) - key.root) % 12 in _LEADING)
        + 0.3 * within(abs(int(tune[0]) - int(tune[-1])), 0, 7, 7)
        + 0.3 * within(moves, 2, 8, 2)
    )


def bass_changes(score: Score) -> int:
    """Return how many different pitch classes the bass has at the beginnings of bars and half bars."""
    pitch = score.pitch[::8, TR]
    return len(set((pitch[pitch > 0] % 12).tolist()))


def _at_home(pitch: int, key: Key) -> float:
    step = (pitch - key.root) % 12
    return 1.0 if step == 0 else 0.5 if step in _TRIADS[key.scale] else 0.0


# Melody and form


def likeness(one: Score, other: Score, voices: Sequence[int]) -> float:
    """Return the share of onsets that two passages of equal length have on the same rows, 0-1; 1 where none has any."""
    return _jaccard(one.onset[:, list(voices)], other.onset[:, list(voices)])


def likeness_of_neighbours(score: Score) -> float:
    """Return how much the rhythm of P2, bass and noise is that of the bar before: the mean of those that play."""
    bars = _bars(score.onset)
    voices = [voice for voice in (P2, TR, NO) if bars[:, :, voice].any()]
    return float(
        np.mean([_jaccard(bars[bar, :, voice], bars[bar - 1, :, voice]) for voice in voices for bar in range(1, 4)])
    )


def _melody(score: Score) -> float:
    """Return how well P1 can be sung: its steps, its compass, its leaps, how many different notes it has."""
    tune = score.pitch[score.onset[:, P1], P1].astype(int)
    steps = np.abs(np.diff(tune))
    moving = steps[steps > 0]
    found = [
        within(float(moving.mean()) if len(moving) else 0.0, 1.5, 4.5, 3),
        within(int(np.ptp(tune)), 7, 19, 8),
        within(float((steps > 9).mean()), 0.0, 0.05, 0.2),
        within(len(set(tune.tolist())), 5, 14, 4),
        within(float((steps == 0).mean()), 0.0, 0.3, 0.5),
    ]
    return 0.5 * float(np.mean(found)) + 0.5 * min(found)


def _motif(score: Score) -> float:
    """Return how well P1 says something twice without saying the same all the time."""
    onset, pitch = _bars(score.onset[:, P1]), _bars(score.pitch[:, P1].astype(int))
    bars = range(len(onset))
    alike = [max(_motif_likeness(onset, pitch, a, b) for b in bars if b != a) for a in bars]
    different = len({bar.tobytes() for bar in pitch})
    return within(float(np.mean(alike)), 0.62, 0.92, 0.4) * within(different, 2, 4, 1)


def _motif_likeness(onset: NDArray[np.bool_], pitch: NDArray[np.int64], one: int, other: int) -> float:
    """Return how alike two bars are, 0-1: half of it rhythm, half the steps between notes on the same rows."""
    both = np.flatnonzero(onset[one] & onset[other])
    steps = np.diff(pitch[one][both]) == np.diff(pitch[other][both])
    return 0.5 * _jaccard(onset[one], onset[other]) + 0.5 * (float(steps.mean()) if len(steps) else 0.0)


def _metre(score: Score) -> float:
    """Return whether the bar is felt: a bass note at its beginning, and more notes on strong rows than on weak ones."""
    beats = score.onset[:: score.rows_per_beat, :NO].max(axis=1)
    even = float(score.onset[::2, :NO].sum() / max(score.onset[:, :NO].sum(), 1))
    return (
        0.4 * within(float(score.onset[::16, TR].mean()), 0.75, 1.0, 0.75)
        + 0.3 * within(float(beats.mean()), 0.7, 1.0, 0.5)
        + 0.3 * within(even, 0.8, 1.0, 0.4)
    )


def _bars(rows: NDArray[Any]) -> NDArray[Any]:
    return rows.reshape(-1, 16, *rows.shape[1:])


def _jaccard(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    either = int((one | other).sum())
    return float((one & other).sum()) / either if either else 1.0


# The voices


def _density(score: Score) -> float:
    counts = score.onset.sum(axis=0)
    found = [within(int(counts[voice]), *bounds, 10) for voice, bounds in _NOTES.items() if counts[voice]]
    return 0.5 * float(np.mean(found)) + 0.5 * min(found)


def _voices(score: Score) -> float:
    """Return whether they play: P1 and TR most of the time, P2 or NO too."""
    share = score.sounding.mean(axis=0)
    both = within(float(share[P1]), 0.5, 1.0, 0.4) * within(float(share[TR]), 0.4, 1.0, 0.4)
    others = (share[P2] > 0.3, score.onset[:, NO].sum() >= 8)
    return both * (0.0, 0.85, 1.0)[sum(map(bool, others))]


def _places(score: Score) -> float:
    """Return whether each voice is in its place: the bass lowest, the melody where it is heard, no two the same."""
    tune, second, bass = (score.pitch[:, voice].astype(int) for voice in (P1, P2, TR))
    with_bass, with_second = (tune > 0) & (bass > 0), (tune > 0) & (second > 0)
    middle = float(tune[tune > 0].mean())
    return float(
        np.mean(
            [
                within(float((bass < tune)[with_bass].mean()) if with_bass.any() else 1.0, 0.97, 1.0, 0.3),
                within(float((second == tune)[with_second].mean()) if with_second.any() else 0.0, 0.0, 0.1, 0.3),
                within(middle, 62, 86, 10),
                within(float(bass[bass > 0].mean()), 34, 57, 8),
            ]
        )
    )
