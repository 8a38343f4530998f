"""`python -m train shelf` as a person types it."""

import shutil

import pytest

from nes_composer.formats import registry
from nes_composer.generation.starting_points import load
from nes_composer.models import checkpoint as checkpoints
from train import first_song, starting_points
from train.__main__ import main
from train.commands import shelf


@pytest.fixture
def tiny(tmp_path, tiny_checkpoint, monkeypatch):
    """A VAE and an LSTM, and so little to look for that it takes seconds."""
    from support.checkpoints import save_tiny_lstm

    for module, few in (
        (shelf, {"_GROWN": 6, "_COUNT": 5}),
        # What an untrained model makes has every fault.
        (starting_points, {"_ROUNDS": 2, "_SONG_SEEDS": 3, "_WORST": 0.0, "_NOTES_A_SECOND": (0.0, 100.0)}),
        (first_song, {"_BRIDGES": 2, "_WAYS": 1}),
    ):
        for name, value in few.items():
            monkeypatch.setattr(module, name, value)
    shutil.copy(tiny_checkpoint, tmp_path / "vae.safetensors")
    save_tiny_lstm(tmp_path / "lstm.safetensors")
    return tmp_path


def made(folder, name):
    points, song = folder / f"{name}.json", folder / name / "first.nesproj"
    models = ["--vae", str(folder / "vae.safetensors"), "--lstm", str(folder / "lstm.safetensors")]
    assert main(["shelf", *models, "--seeds", "12", "--out", str(points), "--song", str(song)]) == 0
    return points, song


def test_points_and_the_first_song_are_made_and_the_same_again(tiny, capsys):
    points, song = made(tiny, "one")
    found = load(points)
    assert found.checkpoint == checkpoints.load(tiny / "vae.safetensors").name
    assert 1 < len(found.points) <= 5
    tempos = [point.rows.rows_per_second for point in found.points]
    assert tempos == sorted(tempos)
    assert registry.read_song(song).song.title in {point.name for point in found.points}
    assert "starting points" in capsys.readouterr().out
    again, song_again = made(tiny, "two")
    assert again.read_bytes() == points.read_bytes()
    assert song_again.read_bytes() == song.read_bytes()


def test_a_missing_model_is_one_line(tmp_path, capsys):
    assert main(["shelf", "--vae", str(tmp_path / "none.safetensors")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
