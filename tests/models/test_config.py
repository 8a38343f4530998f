import pytest

from nes_composer.models.codec import VOCABULARY
from nes_composer.models.config import ModelConfig
from nes_composer.models.grids import GRIDS


def test_a_model_of_some_voices_has_their_tokens():
    config = ModelConfig([2, 0], "24hz")
    assert config.voices == (2, 0)
    assert config.vocabulary == (VOCABULARY[2], VOCABULARY[0])
    assert config.shape is GRIDS["24hz"]


@pytest.mark.parametrize("voices", [(), (4,), (-1, 0), ("P1",)])
def test_what_is_no_voice_is_refused(voices):
    with pytest.raises(ValueError, match="are not voices"):
        ModelConfig(voices)


def test_what_is_no_grid_is_refused():
    with pytest.raises(ValueError, match="'triplets' is not a grid"):
        ModelConfig(grid="triplets")
