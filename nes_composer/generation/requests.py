"""What is asked of the model process, and what it answers: small frozen records that travel over a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nes_composer.models.latent_axes import LatentAxes
from nes_composer.score.score import Score


@dataclass(frozen=True)
class Load:
    """Load a checkpoint; answered by Ready or Failed."""

    checkpoint: Path


@dataclass(frozen=True)
class Decode:
    """Decode one latent point; answered by Decoded. A newer one supersedes an unsent older one.

    Parameters
    ----------
    id
        Comes back in the answer.
    pattern
        Which pattern of the song this is for; comes back in the answer.
    z
        Latent point, D numbers.
    rows_per_second
        Tempo of the decoded score.
    """

    id: int
    pattern: int
    z: tuple[float, ...]
    rows_per_second: float


@dataclass(frozen=True)
class Encode:
    """Find the latent point of up to 64 rows; answered by Encoded."""

    id: int
    pattern: int
    score: Score


Request = Load | Decode | Encode


@dataclass(frozen=True)
class Ready:
    """A checkpoint is loaded.

    Parameters
    ----------
    model
        Name and hash of the checkpoint.
    axes
        Its latent axes.
    """

    model: str
    axes: LatentAxes


@dataclass(frozen=True)
class Decoded:
    """The score of a latent point; `seconds` is the time that the model took."""

    id: int
    pattern: int
    z: tuple[float, ...]
    score: Score
    seconds: float


@dataclass(frozen=True)
class Encoded:
    """The latent point of a passage."""

    id: int
    pattern: int
    z: tuple[float, ...]


@dataclass(frozen=True)
class Failed:
    """A request that could not be met, in one sentence; `id` is None for Load."""

    id: int | None
    message: str


@dataclass(frozen=True)
class Died:
    """The model process ended unasked; the client starts another."""

    message: str


Event = Ready | Decoded | Encoded | Failed | Died
