import dataclasses

import numpy as np
import pytest

from nes_composer import paths
from nes_composer.models.array_file import ArrayFileError
from nes_composer.models.latent_map import AXES, STEP, LatentMap

MODEL = "a-vae 0123456789ab"


@pytest.fixture
def sigmas() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((500, AXES)).astype(np.float32)


@pytest.fixture
def some(sigmas) -> LatentMap:
    return LatentMap.of(sigmas, [f"song {i % 7}" for i in range(500)])


def test_patterns_are_where_they_were_within_a_step(some, sigmas):
    for axis in range(AXES):
        assert np.abs(some.sigmas(axis) - sigmas[:, axis]).max() <= STEP
        assert np.array_equal(some.sigmas(axis), some.sigmas(axis))
    assert some.names[some.song[8]] == "song 1"


def test_dots_do_not_stand_in_columns(some):
    assert len(np.unique(some.sigmas(0))) > 450


def test_only_the_axes_that_have_sliders_are_kept_and_what_is_far_is_at_the_end():
    map_ = LatentMap.of(np.array([[9.0] * 40, [-9.0] * 40], np.float32), ["a", "b"])
    assert map_.axes == AXES
    assert map_.sigmas(3) == pytest.approx([127 * STEP, -127 * STEP], abs=STEP)


def test_a_saved_map_comes_back_for_its_checkpoint_whatever_that_is_called(some, tmp_path):
    path = tmp_path / "a.map.npz"
    some.save(path, MODEL)
    loaded = LatentMap.load(path, "renamed 0123456789ab")
    assert np.array_equal(loaded.values, some.values)
    assert np.array_equal(loaded.song, some.song)
    assert loaded.names == some.names


def test_the_map_of_another_checkpoint_is_refused(some, tmp_path):
    path = tmp_path / "a.map.npz"
    some.save(path, MODEL)
    with pytest.raises(ArrayFileError, match=r"a\.map\.npz: the map of another checkpoint than a-vae ba9876543210"):
        LatentMap.load(path, "a-vae ba9876543210")


def test_a_map_that_does_not_agree_with_itself_is_refused(some, tmp_path):
    path = tmp_path / "a.map.npz"
    for change in ({"song": some.song[1:]}, {"names": some.names[1:]}, {"values": some.values[:, :0]}):
        dataclasses.replace(some, **change).save(path, MODEL)
        with pytest.raises(ArrayFileError, match=r"agree|does not name"):
            LatentMap.load(path, MODEL)


def test_a_map_is_beside_its_checkpoint():
    assert paths.latent_map(paths.default_vae()) == paths.checkpoints() / "vae-full.map.npz"
