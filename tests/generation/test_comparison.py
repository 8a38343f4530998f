import numpy as np
import pytest

from nes_composer import paths
from nes_composer.generation.comparison import FRAMES, Comparison
from nes_composer.generation.requests import Compare, Compared
from nes_composer.models import codec
from nes_composer.models.novelty import SharedRun, TrainingIndex
from nes_composer.score.score import Score


@pytest.fixture
def folder(tmp_path, melody):
    """A folder of checkpoints whose training set is one song."""
    TrainingIndex.of([("the melody", codec.encode(melody.score))]).save(tmp_path / paths.TRAINING_INDEX)
    return tmp_path


def test_the_index_beside_a_checkpoint_is_compared_with(folder, melody):
    comparison = Comparison()
    comparison.use(folder / "my.safetensors")
    rows = int(np.flatnonzero(melody.score.onset.any(axis=1))[-1]) + 1
    assert comparison.answer(Compare(7, melody.score)) == Compared(7, SharedRun(0, rows, "the melody", 0, 0))
    assert comparison.answer(Compare(8, Score.silent(64))) == Compared(8, None)


def test_without_one_it_is_the_shipped_one(folder, tmp_path, melody, monkeypatch):
    monkeypatch.setattr(paths, "training_index", lambda: folder / paths.TRAINING_INDEX)
    comparison = Comparison()
    assert comparison.answer(Compare(1, melody.score)).run.song == "the melody"
    comparison.use(tmp_path / "elsewhere" / "my.safetensors")
    assert comparison.answer(Compare(2, melody.score)).run.song == "the melody"


def test_songs_on_frames_are_not_compared(folder):
    assert Comparison().answer(Compare(1, Score.silent(64, 24.0))) == Compared(1, None, FRAMES)


def test_a_damaged_index_is_a_problem_in_one_sentence(folder, melody):
    index = folder / paths.TRAINING_INDEX
    index.write_bytes(index.read_bytes()[:100])
    comparison = Comparison()
    comparison.use(folder / "my.safetensors")
    answer = comparison.answer(Compare(1, melody.score))
    assert answer.run is None
    assert answer.problem.startswith(f"{index}: not a readable novelty index")
