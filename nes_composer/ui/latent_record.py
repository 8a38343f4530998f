"""What becomes of a step in latent space when it is kept: an entry for each pattern that was moved."""

from __future__ import annotations

from collections.abc import Iterator

from nes_composer.formats.history import Generation
from nes_composer.score.song import Origin
from nes_composer.ui.latent_step import LatentStep


def generations(step: LatentStep, model: str, voices: tuple[int, ...], rows_per_pattern: int) -> Iterator[Generation]:
    """Yield what a model decoded in a step.

    Parameters
    ----------
    step
        With what has come so far.
    model
        Name and hash of the checkpoint.
    voices
        Those that it is about.
    rows_per_pattern
        Of the song: says where the patterns are.
    """
    origin = step.origin or Origin(step.text, model)
    for index, answer in step.answers.items():
        yield Generation(origin, index * rows_per_pattern, answer.score, voices, answer.z)
