import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from support.shared_training import train

from train.corpus import save

SCRIPT = Path(__file__).parents[1] / "support" / "shared_training.py"


def _last(out):
    return torch.load(out.with_name(f"{out.stem}-logs") / "last.ckpt", weights_only=True)


def _train_in_two(data, out, launcher):
    command = [sys.executable, *launcher, SCRIPT, data, out, "2"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        list(map(str, command)), check=False, env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def alone(small_corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    save(folder / "data.npz", [small_corpus])
    train(folder / "data.npz", folder / "one.safetensors", 1)
    return folder, _last(folder / "one.safetensors")


@pytest.mark.parametrize(
    "launcher",
    [(), ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")],
    ids=["by itself", "torchrun"],
)
def test_two_processes_learn_what_one_does(alone, launcher):
    folder, one = alone
    out = folder / f"two{len(launcher)}.safetensors"
    _train_in_two(folder / "data.npz", out, launcher)
    two = _last(out)
    assert two["global_step"] == one["global_step"] == 6
    for name, weight in one["state_dict"].items():
        torch.testing.assert_close(two["state_dict"][name], weight, rtol=1e-4, atol=1e-5)
    assert out.is_file()
