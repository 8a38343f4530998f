"""The song that the program begins with: a starting point as theme, and what is found around it for the other parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.generation.pieces import compose
from nes_composer.generation.starting_points import StartingPoint
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.inference import LatentComposer
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae
from nes_composer.score.edits import rows_between
from nes_composer.score.keys import Key
from nes_composer.score.notes import agreement
from nes_composer.score.score import NO, P1, P2, TR, VOICES, Score
from nes_composer.score.song import Origin, Song
from train import beauty
from train.starting_points import Candidate, Judge, Search

_BRIDGES, _WAYS = 300, 8
"""So many beginnings of a bridge are tried, and so many ways to each part."""

_LAST_BAR = 48
"""Row on which the last bar of a pattern begins."""

_ALL = range(len(VOICES))
_LOUD = {P1: (13, 11), P2: (10, 8), NO: (12, 7)}
"""Velocity of a note that begins on a beat, and of one between beats; the bass has one loudness."""


def first_song(
    composer: LatentComposer, model: Vae | DenseVae, axes: LatentAxes, taste: Judge, theme: StartingPoint
) -> Song:
    """Return a song of sixteen bars: the theme, the theme varied, a bridge in its key, and the theme with a close.

    All four are patterns of latent points; only the velocities are put on by the metre, as tokens have none.
    """
    start = Candidate(theme.seed, theme.way, np.array(theme.z, np.float32), theme.rows, 0.0)
    repeats, bridges, endings = (
        Search(model, axes, _judge(part, taste, theme)) for part in (repeat_mark, bridge_mark, ending_mark)
    )
    again, bridge, last = _best(repeats, start), _bridge(bridges, axes, start), _best(endings, start)
    points = [start.z, again.z, bridge.z, last.z]
    song = compose(composer, points, theme.rows.rows_per_second)
    parts = (("A", theme.name), ("A′", "Repeat"), ("B", "Bridge"), ("A″", "Close"))
    return replace(
        song,
        score=accented(song.score),
        patterns=tuple(
            replace(pattern, name=name, origin=Origin(what, composer.name, theme.seed))
            for pattern, (name, what) in zip(song.patterns, parts, strict=True)
        ),
        title=theme.name,
        author="nes_composer",
        instruments=theme.instruments,
    )


# What the parts are to be

Part = Callable[[Score, Score, Key], float]
"""How well a pattern plays its part in the song of a theme and its key, 0-1."""


def repeat_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how well a pattern repeats the theme: most of it as it was, and something new."""
    return beauty.within(agreement(theme, score, _ALL), 0.8, 0.95, 0.2) * _in_key(score, key)


def bridge_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how well a pattern bridges: other notes and chords of the same key, leading back home."""
    if not _is_tune(score):
        return 0.0
    contrast = beauty.within(agreement(theme, score, _ALL), 0.1, 0.5, 0.3)
    away = 1.0 - 0.3 * (beauty.begins_at_home(score, key) == 1.0)
    moves = beauty.within(beauty.harmonies(score), 3, 6, 2)
    return contrast * away * moves * (0.6 + 0.4 * beauty.leads_back(score, key)) * _in_key(score, key) ** 2


def ending_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how well a pattern ends the song: begun as the theme, and closed at home."""
    if not _is_tune(score):
        return 0.0
    begun = agreement(rows_between(theme, 0, _LAST_BAR), score, _ALL)
    return (
        beauty.within(begun, 0.75, 1.0, 0.3) * (0.2 + 0.8 * beauty.ends_at_home(score, key)) ** 2 * _in_key(score, key)
    )


def accented(score: Score) -> Score:
    """Return a score whose notes are louder on beats than between them."""
    velocity = score.velocity.copy()
    row = np.arange(len(score))[:, None]
    # The row on which the note of each cell began.
    began = np.maximum.accumulate(np.where(score.onset, row, 0), axis=0)
    beat = began % score.rows_per_beat == 0
    for voice, (loud, soft) in _LOUD.items():
        velocity[:, voice] = np.where(beat[:, voice], loud, soft) * score.sounding[:, voice]
    return replace(score, velocity=velocity)


def _in_key(score: Score, key: Key) -> float:
    return beauty.within(beauty.in_key(score, key), 0.99, 1.0, 0.15)


def _is_tune(score: Score) -> bool:
    return bool(score.onset[:, P1].any() and score.onset[:, TR].any())


# How they are found


def _judge(part: Part, taste: Judge, theme: StartingPoint) -> Judge:
    def judge(scores: Sequence[Score], least: float) -> NDArray[np.float64]:
        parts = np.array([part(theme.rows, score, theme.key) for score in scores])
        return np.asarray(taste(scores, least) * parts)

    return judge


def _best(search: Search, start: Candidate) -> Candidate:
    """Return the best of what is reached from a point in several ways."""
    found = [search.grown(replace(start, seed=1000 * number + start.seed)) for number in range(_WAYS)]
    return max(found, key=lambda candidate: candidate.mark)


def _bridge(search: Search, axes: LatentAxes, start: Candidate) -> Candidate:
    random = np.random.default_rng((start.seed, 2))
    points = [axes.between(start.z, axes.random(random), random.uniform(0.3, 0.9)) for _ in range(_BRIDGES)]
    found = search.judged(points)
    best = sorted(found, key=lambda candidate: -candidate.mark)[:_WAYS]
    return max(map(search.grown, best), key=lambda candidate: candidate.mark)
