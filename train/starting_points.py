"""The making of starting points: many are drawn, the nicest led to nicer places, and those chosen that differ most."""

from __future__ import annotations

from collections import Counter
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
from nes_composer.score.score import P1, P2, TICK_RATE, Score
from train import beauty, starting_moods
from train.axes import decode_tokens
from train.fit_error import FitError
from train.likelihood import Likelihood

Points = NDArray[np.float32]

Judge = Callable[[Sequence[Score], float], NDArray[np.float64]]
"""Gives patterns their marks, 0-1; what is not above a number may get 0."""

TEMPOS = (4, 5, 6, 7, 8, 9, 10, 12)
"""Ticks per row that a point may have: 225 to 75 beats a minute."""

LONGEST_RUN = 8
"""Rows that a point may have in common with a training song."""

_NEAREST, _FARTHEST = 0.6, 1.0
"""How much of the way from the centre to where chance put it a point is: nearer to the centre music is likelier."""

_ROUNDS, _NEIGHBOURS = 30, 16
_LEAST_STEP, _MOST_STEP = 0.05, 0.5

_DULL, _CHAOS, _SLACK = 1.0, 2.0, 1.8
"""Nats of a note: half of the training songs begin with 1.7 to 2.9, nice ones with less; what chance draws has 3."""

_USUAL_TICKS = 7
"""Ticks of a row that the LSTM is told while a point may still have any tempo."""

_FREEDOM = 0.03
"""Nats of a note that another tempo than the likeliest may cost."""

_WORST = 0.5
"""A point with a single mark below that is left out."""

_NOTES_A_SECOND = 1.5, 9.0
"""Of the busier of P1 and P2."""

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
        ways = [f"Random, {reach:.2f} of the way from the centre" for reach in reaches]
        return [
            replace(candidate, seed=seed, way=way)
            for candidate, seed, way in zip(self.judged(points), seeds, ways, strict=True)
        ]

    def judged(self, points: Sequence[Points]) -> list[Candidate]:
        """Return points as candidates, numbered."""
        scores = self.scores(points)
        return [
            Candidate(number, "", z, score, float(mark))
            for number, (z, score, mark) in enumerate(zip(points, scores, self._judge(scores, 0.0), strict=True))
        ]

    def grown(self, candidate: Candidate) -> Candidate:
        """Return the point that is reached when the best neighbour is gone to, as long as one is better."""
        random = np.random.default_rng((candidate.seed, 1))
        z, mark, taken = candidate.z, candidate.mark, 0
        for _ in range(_ROUNDS):
            around = [self._neighbour(z, random) for _ in range(_NEIGHBOURS)]
            scores = self.scores(around)
            found = self._judge(scores, mark)
            best = int(np.argmax(found))
            if found[best] > mark:
                z, mark, taken = around[best], float(found[best]), taken + 1
        z = np.array(rounded(z.tolist()), np.float32)
        scores = self.scores([z])
        way = f"{candidate.way}, then {taken} steps to the best of {_NEIGHBOURS} neighbours"
        return Candidate(candidate.seed, way, z, scores[0], float(self._judge(scores, 0.0)[0]))

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
        patterns = self._judge(scores, 0.0).reshape(len(songs), -1)[:, 1:].mean(axis=1)
        marks = [
            song_mark(song, beauty.in_key(join(song), key)) * float(mark)
            for song, mark in zip(songs, patterns, strict=True)
        ]
        return int(np.argmax(marks)), max(marks)


class Taste:
    """Beautiful by its notes, and neither dull nor chaos to an LSTM."""

    def __init__(self, likelihood: Likelihood) -> None:
        self._likelihood = likelihood

    def __call__(self, scores: Sequence[Score], least: float) -> NDArray[np.float64]:
        """Return the marks of patterns, 0-1, float64 [S]; 0 for those that are not beautiful enough for `least`."""
        found = np.array([beauty.beauty(score) for score in scores])
        # The LSTM takes longest, and can only make a mark less.
        asked = np.flatnonzero(found > least).tolist()
        nats = self._likelihood.nats([scores[index] for index in asked], _USUAL_TICKS)
        likely = np.zeros(len(found))
        likely[asked] = [beauty.within(each, _DULL, _CHAOS, _SLACK) for each in nats.tolist()]
        return found * likely


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
    """Return what has no great fault and is not near a training song, at each tempo that suits it.

    That is one at which the LSTM finds it as likely as at any, and at which it is neither asleep nor a blur.
    """
    kept = []
    for candidate in candidates:
        if min(beauty.marks(candidate.score).values()) < _WORST:
            continue
        run = index.longest_run(candidate.score)
        if run is not None and run.rows > LONGEST_RUN:
            report(f"seed {candidate.seed}: {run.rows} rows are those of {run.song}")
        else:
            kept.append(candidate)
    scores = [candidate.score for candidate in kept]
    nats = np.array([likelihood.nats(scores, ticks) for ticks in TEMPOS])
    likely = nats <= nats.min(axis=0, initial=np.inf) + _FREEDOM
    return [
        Item(candidate, ticks, candidate.mark)
        for candidate, suits in zip(kept, likely.T, strict=True)
        for ticks, suited in zip(TEMPOS, suits.tolist(), strict=True)
        if suited and _NOTES_A_SECOND[0] <= _pace(candidate.score, ticks) <= _NOTES_A_SECOND[1]
    ]


def _pace(score: Score, ticks: int) -> float:
    """Return how many notes a second the busier of P1 and P2 has at a tempo."""
    return float(score.onset[:, [P1, P2]].sum(axis=0).max() / len(score) * TICK_RATE / ticks)


def choose(
    marks: NDArray[np.float64],
    places: NDArray[np.float64],
    labels: Sequence[Sequence[object]],
    count: int,
    weight: float = 3.0,
    most: int = 1,
) -> list[int]:
    """Return the indices of up to `count` items that are good and far from each other.

    The best comes first; then each time the one whose mark, to the power of `weight`, times its distance to the nearest
    chosen one is greatest.

    Parameters
    ----------
    marks : [N]
    places : [N, F]
        Where the items are; what they differ in counts alike, whatever it is measured in.
    labels : [N]
        What each item is called in several ways; the first names what is to be chosen once at most.
    most
        So many at most have any of the other labels in common.
    """
    scaled = (places - places.mean(axis=0)) / np.maximum(places.std(axis=0), 1e-9)
    taken: Counter[tuple[int, object]] = Counter()
    chosen: list[int] = []
    distance = np.ones(len(marks))
    while len(chosen) < count:
        free = [
            all(taken[place, label] < (most if place else 1) for place, label in enumerate(each)) for each in labels
        ]
        if not any(free):
            break
        best = int(np.argmax(np.where(free, marks**weight * distance, -1.0)))
        away = np.linalg.norm(scaled - scaled[best], axis=1)
        distance = away if not chosen else np.minimum(distance, away)
        chosen.append(best)
        taken.update(enumerate(labels[best]))
    return chosen


def varied(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """Return up to so many candidates that are good and differ in mood.

    Raises
    ------
    FitError
        None has a tune.
    """
    tunes = [candidate for candidate in candidates if best_key(candidate.score) is not None]
    if not tunes:
        raise FitError("there is no tune at any point that was drawn: train the VAE for longer, or try more seeds")
    tunes = [candidate for candidate in tunes if candidate.mark > 0] or tunes
    marks = np.array([candidate.mark for candidate in tunes])
    places = np.array([starting_moods.features(candidate.score) for candidate in tunes])
    return [tunes[index] for index in choose(marks, places, [(each.seed,) for each in tunes], count, weight=1.0)]


def most_varied(found: Sequence[Item], count: int) -> list[Item]:
    """Return up to so many items that are good and differ in mood; few have the same tempo, and few the same key.

    Raises
    ------
    FitError
        There is none.
    """
    if not found:
        raise FitError("no point without great faults was found: train the VAE for longer, or try more seeds")
    marks = np.array([item.mark for item in found])
    places = np.array([starting_moods.features(item.score) for item in found])
    labels = [(item.candidate.seed, item.ticks_per_row, best_key(item.score)) for item in found]
    return [found[index] for index in choose(marks, places, labels, count, most=-(-count // len(TEMPOS)))]


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
