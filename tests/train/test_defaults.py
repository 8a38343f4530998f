from itertools import product

import pytest

from nes_composer import paths
from nes_composer.models.checkpoint import build
from train.defaults import ARCHITECTURES, default_config, default_out, default_settings

EVERY = [
    (kind, voices, grid, arch)
    for kind, voices, grid in product(ARCHITECTURES, ("all", "p1"), ("rows", "24hz"))
    for arch in ARCHITECTURES[kind]
]


@pytest.mark.parametrize("asked", EVERY, ids="-".join)
def test_every_model_that_can_be_asked_for_can_be_built(asked):
    import torch

    config = default_config(*asked)
    with torch.device("meta"):
        build(asked[0], config)
    assert (config.grid, config.arch) == asked[2:]
    assert config.voices == {"all": (0, 1, 2, 3), "p1": (0,)}[asked[1]]
    assert default_settings(config).batch > 0


def test_each_has_its_own_file_named_like_a_shipped_one():
    assert len({default_out(*asked) for asked in EVERY}) == len(EVERY)
    assert default_out("vae", "all", "rows", "bars").name == paths.default_vae().name
    assert default_out("vae", "all", "rows", "bars").parent != paths.checkpoints()
