import numpy as np
import pytest
import torch

from nes_composer.score.edits import join
from train.corpus import Corpus


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """The models of tests are so small that threads would do nothing but wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def small_corpus(melody) -> Corpus:
    """Eight songs of four patterns made by transposing one melody; the last two are valid."""
    songs = []
    for shift in range(8):
        score = join([melody.score] * 4)
        pitch = score.pitch.copy()
        pitch[:, :3][pitch[:, :3] > 0] += shift
        songs.append((pitch, score.onset))
    return Corpus(
        pitch=np.concatenate([pitch for pitch, _ in songs]),
        onset=np.concatenate([onset for _, onset in songs]),
        start=np.arange(9) * 256,
        fit=np.full(8, 0.9, np.float32),
        ticks_per_row=np.full(8, 6.0, np.float32),
        name=np.array([f"song {i}" for i in range(8)]),
        split=(np.arange(8) >= 6).astype(np.uint8),
    )
