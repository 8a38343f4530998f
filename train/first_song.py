"""The song that the program begins with: a starting point as theme, and what is found around it for the other parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.generation.pieces import compose
from nes_composer.generation.starting_points import StartingPoint, rounded
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.inference import LatentComposer
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.vae import Vae
from nes_composer.score.edits import rows_between
from nes_composer.score.keys import Key
from nes_composer.score.score import NO, P1, P2, Score
from nes_composer.score.song import Origin, Song
from train import beauty
from train.starting_points import Candidate, Search

_BRIDGES, _GROWN_BRIDGES, _GROWN_ENDINGS = 200, 10, 10
_BARS = 16

_LOUD = {P1: (13, 11), P2: (10, 8), NO: (12, 7)}
"""Velocity of a note that begins on a beat, and of one between beats; the bass has one loudness."""


def first_song(
    composer: LatentComposer, model: Vae | DenseVae, axes: LatentAxes, theme: StartingPoint, seed: int = 0
) -> Song:
    """Return a song of sixteen bars: the theme, the theme varied, a bridge in its key, and the theme with a close.

    All four are patterns of latent points; only the velocities are put on by the metre, as tokens have none.
    """
    start = Candidate(theme.seed, theme.way, np.array(theme.z, np.float32), theme.rows, 0.0)
    again = _best(model, axes, start, lambda score: repeat_mark(theme.rows, score, theme.key), seed)
    bridge = _bridge(model, axes, theme, seed)
    last = _best(model, axes, start, lambda score: ending_mark(theme.rows, score, theme.key), seed)
    points = [np.array(rounded(each.tolist()), np.float32) for each in (start.z, again.z, bridge.z, last.z)]
    song = compose(composer, points, theme.rows.rows_per_second)
    origins = [Origin(what, composer.name, theme.seed) for what in (theme.name, "Repeat", "Bridge", "Close")]
    return replace(
        song,
        score=accented(song.score),
        patterns=tuple(replace(pattern, origin=origin) for pattern, origin in zip(song.patterns, origins, strict=True)),
        title=theme.name,
        author="nes_composer",
        instruments=theme.instruments,
    )


# What the parts are to be


def repeat_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how good a repeat is, 0-1: most of it as it was, something new, and a step on towards the bridge."""
    same = beauty.within(_same(theme, score), 0.8, 0.95, 0.2)
    return same * _in_key(score, key) * beauty.beauty(score)


def bridge_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how good a bridge is, 0-1: other notes in the same key, begun away from home, leading back there."""
    contrast = beauty.within(_same(theme, score), 0.1, 0.5, 0.3)
    marks = beauty.marks(score)
    away = 1.0 - 0.3 * (beauty.begins_at_home(score, key) == 1.0) if marks["key"] else 0.0
    back = 0.6 + 0.4 * beauty.leads_back(score, key) if marks["key"] else 0.0
    return contrast * away * back * _in_key(score, key) ** 2 * beauty.beauty(score)


def ending_mark(theme: Score, score: Score, key: Key) -> float:
    """Return how good a last part is, 0-1: begun as the theme, and closed at home."""
    marks = beauty.marks(score)
    if not marks["key"]:
        return 0.0
    begun = beauty.within(_same(rows_between(theme, 0, 3 * _BARS), rows_between(score, 0, 3 * _BARS)), 0.75, 1.0, 0.3)
    return begun * (0.2 + 0.8 * beauty.ends_at_home(score, key)) ** 2 * _in_key(score, key) * beauty.beauty(score)


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


def _same(one: Score, other: Score) -> float:
    return float(((one.pitch == other.pitch) & (one.onset == other.onset)).mean())


def _in_key(score: Score, key: Key) -> float:
    return beauty.within(beauty.in_key(score, key), 0.99, 1.0, 0.15)


# How they are found


def _best(model: Vae | DenseVae, axes: LatentAxes, start: Candidate, judge: beauty.Judge, seed: int) -> Candidate:
    """Return the best of what is reached from a point in several ways."""
    search = Search(model, axes, judge)
    found = [
        search.grown(replace(start, seed=seed * 1000 + number, mark=judge(start.score)))
        for number in range(_GROWN_ENDINGS)
    ]
    return max(found, key=lambda candidate: candidate.mark)


def _bridge(model: Vae | DenseVae, axes: LatentAxes, theme: StartingPoint, seed: int) -> Candidate:
    def judge(score: Score) -> float:
        return bridge_mark(theme.rows, score, theme.key)

    search = Search(model, axes, judge)
    random = np.random.default_rng((seed, theme.seed))
    begin: NDArray[np.float32] = np.array(theme.z, np.float32)
    points = [axes.between(begin, axes.random(random), random.uniform(0.4, 0.9)) for _ in range(_BRIDGES)]
    found = [
        Candidate(number, "", point, score, judge(score))
        for number, (point, score) in enumerate(zip(points, search.scores(points), strict=True))
    ]
    best = sorted(found, key=lambda candidate: -candidate.mark)[:_GROWN_BRIDGES]
    return max(map(search.grown, best), key=lambda candidate: candidate.mark)
