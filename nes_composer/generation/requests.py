"""What is asked of the model process, and what it answers: small frozen records that travel over a pipe.

Each request has a number that comes back in whatever answers it; later requests have higher ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.grids import ModelGrid
from nes_composer.models.latent_axes import LatentAxes
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.novelty import SharedRun
from nes_composer.models.sampling import Sampling
from nes_composer.models.take import Take
from nes_composer.score.score import Score


@dataclass(frozen=True)
class Load:
    """Load a checkpoint in place of the one of its kind; answered by VaeReady, LstmReady or NotLoaded.

    Parameters
    ----------
    id
        Number of the request.
    checkpoint
        The file.
    kind
        ``vae`` or ``lstm`` if only that will do.
    """

    id: int
    checkpoint: Path
    kind: str | None = None


@dataclass(frozen=True)
class Decode:
    """Decode one latent point; answered by Decoded. A newer one supersedes an unsent older one.

    Parameters
    ----------
    id
        Number of the request.
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
    """Find the latent point of up to a pattern of rows; answered by Encoded."""

    id: int
    pattern: int
    score: Score


@dataclass(frozen=True)
class Continue:
    """Go on from a passage; answered by Continued, or by Stopped, after Progress.

    Parameters
    ----------
    id
        Number of the request.
    before, rows, takes, sampling, first_row, voices, conditions, after
        As in :meth:`nes_composer.models.continuation.Continuer.continue_rows`.
    """

    id: int
    before: Score
    rows: int
    takes: int
    sampling: Sampling
    first_row: int = 0
    voices: tuple[int, ...] | None = None
    conditions: Score | None = None
    after: Score | None = None


@dataclass(frozen=True)
class Judge:
    """Tell how much each cell surprises the LSTM; answered by Judged, or by Stopped.

    Parameters
    ----------
    id
        Number of the request.
    score
        What is judged.
    first_row
        Place of its first row in its song.
    """

    id: int
    score: Score
    first_row: int = 0


@dataclass(frozen=True)
class Suggest:
    """Tell which notes the LSTM finds likeliest in one cell; answered by Suggested.

    Parameters
    ----------
    id
        Number of the request.
    score
        A song.
    row, voice
        The cell.
    count
        How many notes.
    """

    id: int
    score: Score
    row: int
    voice: int
    count: int = 5


@dataclass(frozen=True)
class Compare:
    """Find the longest run that a score shares with the training set; answered by Compared."""

    id: int
    score: Score


@dataclass(frozen=True)
class Cancel:
    """Give up a judgement, or a continuation and those that were asked for before it; each is answered by Stopped."""

    id: int


Request = Load | Decode | Encode | Continue | Judge | Suggest | Compare
"""What is answered."""


@dataclass(frozen=True)
class VaeReady:
    """A VAE is loaded.

    Parameters
    ----------
    id
        Number of the request.
    model
        Name and hash of the checkpoint.
    voices
        The voices that it is about.
    grid
        The rows that it works on.
    axes
        Its latent axes.
    map
        Where its training set lies on them; None where no map of this checkpoint is beside it.
    """

    id: int
    model: str
    voices: tuple[int, ...]
    grid: ModelGrid
    axes: LatentAxes
    map: LatentMap | None = None


@dataclass(frozen=True)
class LstmReady:
    """An LSTM is loaded; parameters as in :class:`VaeReady`."""

    id: int
    model: str
    voices: tuple[int, ...]
    grid: ModelGrid


@dataclass(frozen=True)
class NotLoaded:
    """A checkpoint that cannot be used, in one sentence; the one that was loaded stays. `kind` as in Load."""

    id: int
    kind: str | None
    message: str


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
class Progress:
    """So many rows of each take are done; more answers follow.

    Not each row has one: rows come faster than anybody sees them.

    Parameters
    ----------
    id
        Number of the request.
    rows
        How many rows of each take are drawn.
    takes
        The takes, so far. Those of a hole are the first that are drawn: which are best is not known yet.
    """

    id: int
    rows: int
    takes: tuple[Take, ...]


@dataclass(frozen=True)
class Continued:
    """Takes of a continuation; `seconds` is the time that they took."""

    id: int
    takes: tuple[Take, ...]
    seconds: float


@dataclass(frozen=True, eq=False)
class Judged:
    """How much each cell surprises the LSTM.

    Parameters
    ----------
    id
        Number of the request.
    nats : float32 [N, 4]
        −log p of what each cell holds, given all before it; 0 for voices that the LSTM is not about.
    """

    id: int
    nats: NDArray[np.float32]


@dataclass(frozen=True)
class Choice:
    """A note of a cell, and how likely it is if one starts there."""

    pitch: int
    probability: float


@dataclass(frozen=True)
class Suggested:
    """The likeliest notes of a cell, likeliest first."""

    id: int
    row: int
    voice: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Compared:
    """What a score shares with the training set.

    Parameters
    ----------
    id
        Number of the request.
    run
        The longest run; None if there is none.
    problem
        Why it cannot be told, in one sentence; empty when it can.
    """

    id: int
    run: SharedRun | None
    problem: str = ""


@dataclass(frozen=True)
class Stopped:
    """A continuation or a judgement that was cancelled."""

    id: int


@dataclass(frozen=True)
class Failed:
    """A request, other than Load, that could not be met, in one sentence."""

    id: int
    message: str


Answer = (
    VaeReady
    | LstmReady
    | NotLoaded
    | Decoded
    | Encoded
    | Progress
    | Continued
    | Judged
    | Suggested
    | Compared
    | Stopped
    | Failed
)


@dataclass(frozen=True)
class Died:
    """The model process ended unasked; if the client starts another, what was loaded comes back as ready."""

    message: str


Event = Answer | Died
