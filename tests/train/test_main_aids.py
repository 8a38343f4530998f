"""`python -m train index` and `map` as a person types them."""

import shutil

from nes_composer import paths
from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.novelty import TrainingIndex
from train.__main__ import main
from train.corpus import save


def test_index_writes_what_the_program_loads(small_corpus, tmp_path, capsys):
    data, out = tmp_path / "small.npz", tmp_path / "models" / paths.TRAINING_INDEX
    save(data, [small_corpus])
    assert main(["index", "--data", str(data), "--out", str(out)]) == 0
    assert len(TrainingIndex.load(out).names) == 6
    assert "6 songs" in capsys.readouterr().out


def test_map_writes_beside_the_checkpoint_what_the_program_loads(small_corpus, tiny_checkpoint, tmp_path, capsys):
    data, vae = tmp_path / "small.npz", tmp_path / "my.safetensors"
    save(data, [small_corpus])
    shutil.copy(tiny_checkpoint, vae)
    assert main(["map", str(vae), "--data", str(data)]) == 0
    found = LatentMap.load(paths.latent_map(vae), checkpoints.load(vae).name)
    assert f"{len(found.values)} patterns of 6 songs" in capsys.readouterr().out


def test_a_missing_data_set_is_one_line(tmp_path, capsys):
    assert main(["index", "--data", str(tmp_path / "none.npz")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
