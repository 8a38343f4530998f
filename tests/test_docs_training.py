"""`docs/training.md` from top to bottom: its commands word for word, on a folder of a few songs, by small networks."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from support import pages
from support.random_songs import random_score, write

from nes_composer import cli, paths
from nes_composer.formats import registry
from nes_composer.generation.comparison import Comparison
from nes_composer.models import checkpoint
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from train import __main__ as train_cli
from train import defaults, evaluate
from train.pictures import Pictures

PAGE = pages.text("docs/training.md")
ENDS = (".mid", ".nsf", ".vgm", ".vgz", ".nesproj")


@pytest.fixture
def my_music(tmp_path, monkeypatch):
    """A folder with a song of each kind that the page names, and one file that is no music."""
    monkeypatch.chdir(tmp_path)
    for number, end in enumerate(ENDS * 2):
        write(Path("my-music", "more" if number % 2 else "", f"song {number}{end}"), random_score(number, notes=64))
    Path("my-music", "broken.mid").write_bytes(b"MThd and then nothing")
    return Path("my-music")


@pytest.fixture
def small(monkeypatch):
    """Networks and batches that are trained in no time, in place of the defaults."""
    settings = defaults.default_settings

    def config(kind, voices="all", grid="rows", arch=None):
        if kind == "vae":
            return VaeConfig((0, 1, 2, 3), grid, width=16, hidden=16, heads=2, latent=8)
        return LstmConfig((0, 1, 2, 3), grid, embedding=16, hidden=16, head=8)

    def few(config):
        found = settings(config)
        return replace(found, batch=2, **({"rows": 32} if isinstance(config, LstmConfig) else {}))

    monkeypatch.setattr(defaults, "default_config", config)
    monkeypatch.setattr(defaults, "default_settings", few)
    monkeypatch.setattr(evaluate, "SAMPLES", 8)
    monkeypatch.setattr(Pictures, "draw", lambda *_, **__: None)  # they have tests of their own, and take longest


def run(line):
    """Run a command of the page, a training for as long as a test may take."""
    words = ["0.005" if word == "10" else word for word in shlex.split(line)]
    if words[1:3] == ["-m", "train"]:
        return train_cli.main(words[3:])
    assert Path(words[0]).name == "nes-composer"
    return cli.main(words[1:])


def test_a_folder_becomes_a_model_and_a_song_word_for_word(my_music, small, capsys):
    lines = [line for line in pages.code(PAGE) if line.startswith(".venv/bin/")]
    assert len(lines) == 9
    for line in lines:
        assert run(line) == 0, f"{line}: {capsys.readouterr().err}"
    told = capsys.readouterr().out
    assert "broken.mid" in told
    for name in ("mine.nsf", "theirs.nsf", "longer.nsf"):
        assert registry.read_song(Path(name)).song.score.sounding.any()
    for kind in ("vae", "lstm"):
        assert checkpoint.load(Path(f"runs/my-{kind}.safetensors"), kind).summary.training["songs"] >= 6
        assert "## What it is for" in Path(f"runs/my-{kind}.md").read_text(encoding="utf-8")
    assert [found["kind"] for found in json.loads(Path("runs/my-music.json").read_text())] == ["vae", "lstm"]
    vae = Path("runs/my-vae.safetensors")
    assert len(LatentMap.load(paths.latent_map(vae), checkpoint.load(vae).name).values) > 0
    beside = Comparison()
    beside.use(vae)
    assert beside._path == Path("runs") / paths.TRAINING_INDEX
    assert Path("runs/my-vae-logs/last.ckpt").is_file()


def test_too_few_songs_are_told_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(Path("my-music", "song.mid"), random_score(1))
    assert run(".venv/bin/python -m train prepare my-music --out data/my-music.npz") == 0
    for kind in ("vae", "lstm"):
        assert train_cli.main(["fit", kind, "--data", "data/my-music.npz"]) == 1
        told = capsys.readouterr().err.splitlines()[-1]
        assert told.startswith("train: error: ")
        assert "too few to train on" in told
