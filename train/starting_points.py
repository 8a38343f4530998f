"""The making of starting points: many are drawn, the nicest led to nicer places, and those chosen that differ most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nes_composer.generation import form
from nes_composer.generation.starting_points import StartingPoint, rounded
from nes_composer.models import codec
from nes_composer.models.dense_vae import DenseVae
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.novelty import TrainingIndex
from nes_composer.models.vae import Vae
from nes_composer.score.edits import join
from nes_composer.score.keys import best_key
from nes_composer.score.score import TICK_RATE, Score
from train import beauty, starting_moods
from train.axes import decode_tokens
from train.likelihood import Likelihood

Points = NDArray[np.float32]

Judge = Callable[[Sequence[Score]], NDArray[np.float64]]
"""Gives patterns their marks, 0-1."""

TEMPOS = (4, 5, 6, 7, 8, 9, 10, 12)
"""Ticks per row that a point may have: 225 to 75 beats a minute."""

LONGEST_RUN = 8
"""Rows that a point may have in common with a training song."""

_NEAREST, _FARTHEST = 0.6, 1.0
"""How much of the way from the centre to where chance put it a point is: nearer to the centre music is likelier."""

_ROUNDS, _NEIGHBOURS = 30, 16
_LEAST_STEP, _MOST_STEP = 0.05, 0.5

_DULL, _CHAOS, _SLACK = 1.3, 2.6, 3.4
"""Nats of a row: half of the training songs begin with 2.6 to 4.7, and what chance draws has 5 and more."""

_USUAL_TICKS = 7
"""Ticks of a row that the LSTM is told while a point may still have any tempo."""

_FREEDOM = 0.06
"""Nats of a row that another tempo than the likeliest may cost."""

_SONG_SEEDS = 48


@dataclass(frozen=True)
class Candidate:
    """A point that may become a starting point.

    Parameters
    ----------
    seed, way
        As of a starting point.
    z : float32 [D]
    score
        What it decodes to.
    mark
        Its beauty, 0-1.
    """

    seed: int
    way: str
    z: Points
    score: Score
    mark: float


@dataclass(frozen=True)
class Item:
    """A candidate at one of the tempos that suit it."""

    candidate: Candidate
    ticks_per_row: int
    mark: float

    @property
    def score(self) -> Score:
        """Its rows at that tempo."""
        return replace(self.candidate.score, rows_per_second=TICK_RATE / self.ticks_per_row)


class Search:
    """Looks for beautiful points of a VAE.

    Parameters
    ----------
    model, axes
        Of the checkpoint.
    judge
        The marks of patterns.
    """

    def __init__(self, model: Vae | DenseVae, axes: LatentAxes, judge: Judge) -> None:
        self._model, self._axes, self._judge = model, axes, judge
        # A bar has a part of z for itself where the network reads bars one by one.
        self._parts = 1 if isinstance(model, DenseVae) else model.config.segments

    def scores(self, points: Iterable[Points]) -> list[Score]:
        """Return what points decode to."""
        return [codec.decode(tokens, TICK_RATE / 6) for tokens in decode_tokens(self._model, np.array(list(points)))]

    def drawn(self, seeds: Sequence[int]) -> list[Candidate]:
        """Return the point that each seed draws, a part of the way to it from the centre."""
        points, reaches = [], []
        for seed in seeds:
            random = np.random.default_rng(seed)
            z, reach = self._axes.random(random), random.uniform(_NEAREST, _FARTHEST)
            points.append(np.asarray(self._axes.mean + np.float32(reach) * (z - self._axes.mean), np.float32))
            reaches.append(reach)
        scores = self.scores(points)
        return [
            Candidate(seed, f"Random, {reach:.2f} of the way from the centre", z, score, float(mark))
            for seed, reach, z, score, mark in zip(seeds, reaches, points, scores, self._judge(scores), strict=True)
        ]

    def judged(self, points: Sequence[Points]) -> list[Candidate]:
        """Return points as candidates, numbered."""
        scores = self.scores(points)
        return [
            Candidate(number, "", z, score, float(mark))
            for number, (z, score, mark) in enumerate(zip(points, scores, self._judge(scores), strict=True))
        ]

    def grown(self, candidate: Candidate) -> Candidate:
        """Return the point that is reached when the best neighbour is gone to, as long as one is better."""
        random = np.random.default_rng((candidate.seed, 1))
        z, mark, taken = candidate.z, candidate.mark, 0
        for _ in range(_ROUNDS):
            around = [self._neighbour(z, random) for _ in range(_NEIGHBOURS)]
            scores = self.scores(around)
            found = self._judge(scores)
            best = int(np.argmax(found))
            if found[best] > mark:
                z, mark, taken = around[best], float(found[best]), taken + 1
        z = np.array(rounded(z.tolist()), np.float32)
        scores = self.scores([z])
        way = f"{candidate.way}, then {taken} steps to the best of {_NEIGHBOURS} neighbours"
        return Candidate(candidate.seed, way, z, scores[0], float(self._judge(scores)[0]))

    def _neighbour(self, z: Points, random: np.random.Generator) -> Points:
        """Return a point near another: all of it a step elsewhere, or one bar of it, or a bar that echoes another."""
        way, step = random.integers(3), random.uniform(_LEAST_STEP, _MOST_STEP)
        elsewhere = self._axes.random(random)
        if way == 0 or self._parts == 1:
            return self._axes.between(z, elsewhere, step)
        bars = z.reshape(self._parts, -1).copy()
        one, other = random.choice(self._parts, 2, replace=False)
        target = elsewhere.reshape(self._parts, -1)[one] if way == 1 else bars[other]
        bars[one] += np.float32(2 * step) * (target - bars[one])
        return np.asarray(bars.reshape(-1), np.float32)

    def song_seed(self, theme: Candidate) -> tuple[int, float]:
        """Return the seed whose variations and bridge go best with a theme, and the mark of that song."""
        key = best_key(theme.score)
        assert key is not None
        seeds = range(_SONG_SEEDS)
        points = [form.points(self._axes, np.random.default_rng(seed), len(form.FORM), theme.z) for seed in seeds]
        scores = self.scores(z for song in points for z in song)
        songs = [scores[first : first + len(form.FORM)] for first in range(0, len(scores), len(form.FORM))]
        patterns = self._judge(scores).reshape(len(songs), -1)[:, 1:].mean(axis=1)
        marks = [
            song_mark(song, beauty.in_key(join(song), key)) * float(mark)
            for song, mark in zip(songs, patterns, strict=True)
        ]
        return int(np.argmax(marks)), max(marks)


class Taste:
    """Beautiful by its notes, and neither dull nor chaos to an LSTM."""

    def __init__(self, likelihood: Likelihood) -> None:
        self._likelihood = likelihood

    def __call__(self, scores: Sequence[Score]) -> NDArray[np.float64]:
        """Return the marks of patterns, 0-1, float64 [S]."""
        nats = self._likelihood.nats(scores, _USUAL_TICKS)
        likely = [beauty.within(each, _DULL, _CHAOS, _SLACK) for each in nats.tolist()]
        return np.array([beauty.beauty(score) for score in scores]) * np.array(likely)


def song_mark(song: Sequence[Score], in_key: float) -> float:
    """Return the mark of the form of a theme, its repeat, a bridge and the theme again: the bridge is another."""
    theme, again, bridge, last = song
    same = [float((theme.pitch == other.pitch).mean()) for other in (again, last)]
    repeats = np.mean([beauty.within(each, 0.75, 0.97, 0.4) for each in same])
    contrast = beauty.within(float((theme.pitch == bridge.pitch).mean()), 0.1, 0.6, 0.3)
    return float(beauty.within(in_key, 0.98, 1.0, 0.15) * (0.4 + 0.4 * repeats + 0.2 * contrast))


def items(
    candidates: Iterable[Candidate], likelihood: Likelihood, index: TrainingIndex, report: Callable[[str], None] = print
) -> list[Item]:
    """Return what is not too near a training song, at each tempo at which the LSTM finds it as likely as at any."""
    found = []
    for candidate in candidates:
        run = index.longest_run(candidate.score)
        if run is not None and run.rows > LONGEST_RUN:
            report(f"seed {candidate.seed}: {run.rows} rows are those of {run.song}")
            continue
        nats = {ticks: float(likelihood.nats([candidate.score], ticks)[0]) for ticks in TEMPOS}
        least = min(nats.values())
        found += [Item(candidate, ticks, candidate.mark) for ticks in TEMPOS if nats[ticks] <= least + _FREEDOM]
    return found


def choose(
    marks: NDArray[np.float64], places: NDArray[np.float64], groups: Sequence[int], count: int, weight: float = 3.0
) -> list[int]:
    """Return the indices of up to `count` items that are good and far from each other, one at most of each group.

    The best comes first; then each time the one whose mark, to the power of `weight`, times its distance to the nearest
    chosen one is greatest.

    Parameters
    ----------
    marks : [N]
    places : [N, F]
        Where the items are; what they differ in counts alike, whatever it is measured in.
    groups : [N]
    """
    scaled = (places - places.mean(axis=0)) / np.maximum(places.std(axis=0), 1e-9)
    group = np.asarray(groups)
    chosen: list[int] = []
    distance = np.ones(len(marks))
    free = np.ones(len(marks), bool)
    while len(chosen) < count and free.any():
        best = int(np.argmax(np.where(free, marks**weight * distance, -1.0)))
        away = np.linalg.norm(scaled - scaled[best], axis=1)
        distance = away if not chosen else np.minimum(distance, away)
        chosen.append(best)
        free &= group != group[best]
    return chosen


def starting_point(item: Item, search: Search) -> StartingPoint:
    """Return an item with all that makes it a starting point; its name is that of its mood."""
    key = best_key(item.score)
    assert key is not None
    song_seed, _ = search.song_seed(item.candidate)
    return StartingPoint(
        starting_moods.name_of(item.score),
        item.candidate.seed,
        item.candidate.way,
        song_seed,
        key,
        rounded(item.candidate.z.tolist()),
        item.score,
        starting_moods.instruments_of(item.score, item.candidate.seed),
    )
