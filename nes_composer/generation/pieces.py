"""Whole songs that a model makes: of latent points, or from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nes_composer.driver.presets import default_instruments
from nes_composer.generation import passages
from nes_composer.models.sampling import Sampling
from nes_composer.score import edits
from nes_composer.score.score import MAX_ROWS
from nes_composer.score.song import Pattern, Song

if TYPE_CHECKING:
    from nes_composer.models.continuation import Continuer
    from nes_composer.models.inference import LatentComposer


def compose(composer: LatentComposer, latent_points: Sequence[NDArray[np.float32]], rows_per_second: float) -> Song:
    """Return the song that a model makes of latent points, one pattern for each; a grid of frames has its own tempo.

    Raises
    ------
    ValueError
        There is no point, or one is not of the model.
    """
    if not len(latent_points):
        raise ValueError("a song needs at least one latent point")
    decoded = [composer.decode(z, rows_per_second) for z in latent_points]
    patterns = tuple(
        Pattern(tuple(float(number) for number in z), score) for z, score in zip(latent_points, decoded, strict=True)
    )
    rows = sum(len(score) for score in decoded)
    score = replace(passages.silence(composer.grid, rows), rows_per_second=decoded[0].rows_per_second)
    return Song(
        edits.put(score, 0, edits.join(decoded)),
        patterns,
        model=composer.name,
        instruments=default_instruments(),
        rows_per_pattern=composer.grid.pattern_rows,
    )


def begin(continuer: Continuer, bars: int, sampling: Sampling) -> Song:
    """Return a song of so many bars that a model begins from nothing, called by its seed."""
    nothing = passages.silence(continuer.grid, 0)
    (take,) = continuer.continue_rows(nothing, bars * continuer.grid.bar_rows, 1, sampling)
    song = Song(nothing, title=f"seed {sampling.seed}", instruments=default_instruments())
    return passages.with_take(song, 0, take, continuer.voices)


def go_on(continuer: Continuer, song: Song, bars: int, takes: int, sampling: Sampling) -> list[Song]:
    """Return as many songs as takes are asked for: this one, each gone on from its last row by so many bars.

    Raises
    ------
    ValueError
        The song has other rows than the model, or would be longer than songs are.
    """
    rows = bars * passages.bar_rows(continuer.grid, song.score)
    if len(song.score) + rows > MAX_ROWS:
        raise ValueError(f"with {bars} more bars the song would have more than {MAX_ROWS} rows")
    drawn = continuer.continue_rows(song.score, rows, takes, sampling)
    return [passages.with_take(song, len(song.score), take, continuer.voices) for take in drawn]
