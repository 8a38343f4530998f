"""What several tests share: small songs made by hand, songs made by chance, and NES-MDB where it is there."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Before Qt is loaded: a test must never need a screen, nor open a window on one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, HIGHEST_TIMBRE, LOWEST, MAX_VELOCITY, NO, P1, P2, TR, VOICES, Score
from nes_composer.score.song import Pattern, Song

# Other work on the machine must not fail a test: no deadline per example.
settings.register_profile("nes_composer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nes_composer")


@pytest.fixture(scope="session")
def nesmdb() -> Path:
    """The folder that holds NES-MDB's archives."""
    folder = Path(os.environ.get("NESMDB_DIR", Path(__file__).parents[2] / "shared" / "data"))
    if not (folder / "nesmdb_midi.tar.xz").is_file():
        pytest.skip(f"NES-MDB is not in {folder} (set NESMDB_DIR)")
    return folder


@pytest.fixture(scope="session")
def melody() -> Song:
    """Four bars for all four voices: a tune, a second voice in thirds, a bass and a beat; the last bar is silent."""
    tune = (72, 74, 76, 77, 79, 77, 76, 74, 72, 76, 79, 84)
    notes = [Note(P1, 4 * i, 3, pitch, 12, 2) for i, pitch in enumerate(tune)]
    notes += [Note(P2, 4 * i, 4, pitch - 4, 8, 1) for i, pitch in enumerate(tune)]
    notes += [Note(TR, 8 * i, 6, pitch) for i, pitch in enumerate((48, 43, 45, 41, 48, 43))]
    notes += [Note(NO, 2 * i, 1, 12 if i % 4 else 5, 10, i % 2) for i in range(24)]
    return Song(draw(Score.silent(64), notes), title="melody")


@pytest.fixture(scope="session")
def decoded_song(melody: Song) -> Song:
    """Two patterns that a model with three latent dimensions could have made, the second edited by hand."""
    pattern = Pattern((0.25, -1.5, 1e-7), melody.score)
    score = draw(Score.silent(100, 9.5), [Note(P1, 70, 5, 60, 9, 3)])
    return Song(score, (pattern, Pattern(None, None)), "two patterns", "a-model 0123")


@st.composite
def _scores(draw_value: st.DrawFn, max_rows: int = 40) -> Score:
    """Return a legal score; velocity and timbre change from row to row."""
    rows = draw_value(st.integers(0, max_rows))
    random = np.random.default_rng(draw_value(st.integers(0, 2**32 - 1)))
    shape = (rows, len(VOICES))
    pitch = random.integers(LOWEST, np.minimum(LOWEST + 3, HIGHEST) + 1, shape).astype(np.uint8)
    onset = random.random(shape) < random.choice([0.1, 0.5, 0.9])
    rest = random.random(shape) < random.choice([0.1, 0.5])
    for row in range(rows):
        # A row that neither starts nor rests carries on what is above it.
        carried = ~onset[row] & ~rest[row]
        pitch[row] = np.where(rest[row], 0, np.where(carried, pitch[row - 1] if row else 0, pitch[row]))
    onset &= pitch > 0
    velocity = random.integers(1, MAX_VELOCITY + 1, shape).astype(np.uint8)
    velocity[:, TR] = MAX_VELOCITY
    timbre = random.integers(0, HIGHEST_TIMBRE + 1, shape).astype(np.uint8)
    sounding = pitch > 0
    return Score(pitch, onset, velocity * sounding, timbre * sounding, float(random.uniform(2, 30)))


@pytest.fixture(scope="session")
def scores():
    """The hypothesis strategy of legal scores of up to `max_rows` rows, for ``data.draw(scores())``."""
    return _scores


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory) -> Path:
    """A checkpoint of an untrained VAE with eight latent dimensions: music of a kind, in milliseconds."""
    from support.checkpoints import save_tiny_vae

    path = tmp_path_factory.mktemp("checkpoint") / "tiny.safetensors"
    save_tiny_vae(path)
    return path
