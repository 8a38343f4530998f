import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from nes_composer.models.checkpoint import CheckpointError
from nes_composer.models.inference import LatentComposer
from nes_composer.score.edits import rows_between
from nes_composer.score.score import P1, P2, PATTERN_ROWS


@pytest.fixture(scope="module")
def composer(tiny_checkpoint):
    return LatentComposer(tiny_checkpoint)


def test_a_point_is_a_pattern_at_the_tempo_asked_for(composer):
    score = composer.decode(np.zeros(8), 9.25)
    assert len(score) == PATTERN_ROWS
    assert score.rows_per_second == 9.25
    assert composer.decode(np.zeros(8), 9.25) == score


def test_points_differ(composer):
    generator = np.random.default_rng(0)
    one, other = (composer.decode(composer.axes.random(generator), 10.0) for _ in range(2))
    assert one != other


def test_a_passage_has_a_point_and_a_short_one_is_continued_by_silence(composer, melody):
    z = composer.encode(melody.score)
    assert z.shape == (8,)
    # The last bar of the melody is silent.
    assert np.array_equal(composer.encode(rows_between(melody.score, 0, 48)), z)
    assert not np.array_equal(composer.encode(rows_between(melody.score, 0, 40)), z)


@pytest.mark.parametrize("z", [np.zeros(7), np.full(8, np.nan), np.zeros((1, 8))])
def test_what_is_no_point_is_refused(composer, z):
    with pytest.raises(ValueError, match="8 finite numbers"):
        composer.decode(z, 10.0)


def test_a_damaged_checkpoint_is_refused(tmp_path):
    path = tmp_path / "noise.safetensors"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(CheckpointError, match="not a readable checkpoint"):
        LatentComposer(path)


def test_a_model_of_one_voice_on_frames_keeps_to_both(tmp_path):
    save_tiny_vae(tmp_path / "p1.safetensors", "p1", "24hz")
    composer = LatentComposer(tmp_path / "p1.safetensors")
    score = composer.decode(composer.axes.mean, 9.0)
    assert (len(score), score.rows_per_second) == (768, 24.0)
    assert score.sounding[:, P1].any()
    assert not score.sounding[:, P2:].any()
    assert composer.voices == (P1,)


def test_an_lstm_has_no_latent_points(tmp_path):
    save_tiny_lstm(tmp_path / "lstm.safetensors")
    with pytest.raises(CheckpointError, match="of kind 'lstm', expected 'vae'"):
        LatentComposer(tmp_path / "lstm.safetensors")
