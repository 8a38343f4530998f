import json
from pathlib import Path

import numpy as np
import pytest

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.models.inference import LatentComposer
from nes_composer.score.edits import join
from nes_composer.score.score import P1
from nes_composer.score.song import Song


def test_each_pattern_has_its_point_its_axes_and_what_comes_back(project, melody, shipped, run):
    registry.write_song(Path("long.nesproj"), Song(join([melody.score] * 2)))
    encoded = json.loads(run("encode", "long.nesproj", "--json"))
    assert encoded["rows_per_second"] == melody.score.rows_per_second
    assert encoded["grid"] == "rows"
    assert len(encoded["patterns"]) == 2
    composer = LatentComposer(shipped / "vae-full.safetensors")
    decoded = composer.decode(encoded["patterns"][0]["z"], melody.score.rows_per_second)
    share = np.mean((decoded.pitch == melody.score.pitch) & (decoded.onset == melody.score.onset))
    for pattern in encoded["patterns"]:
        assert len(pattern["z"]) == 8
        assert list(pattern["axes"]) == list("abcdefgh")
        assert pattern["reconstruction_accuracy"] == pytest.approx(share)


def test_people_are_told_the_axes(project, shipped, run):
    told = run("encode", project)
    assert "pattern 0: " in told
    assert "σ  h" in told


def test_a_model_of_one_voice_is_judged_by_that_voice(project, melody, shipped, run):
    path = shipped / "vae-p1.safetensors"
    (pattern,) = json.loads(run("encode", project, "--json", "--checkpoint", path))["patterns"]
    decoded = LatentComposer(path).decode(pattern["z"], melody.score.rows_per_second)
    same = (decoded.pitch == melody.score.pitch) & (decoded.onset == melody.score.onset)
    assert pattern["reconstruction_accuracy"] == pytest.approx(same[:, P1].mean())


@pytest.mark.parametrize("end", [".mid", ".vgm", ".seprsco.pkl"])
def test_frames_are_encoded_in_patterns_of_their_own(project, melody, shipped, run, end):
    run("convert", project, f"melody{end}")
    for option in (["--grid", "24hz"], ["--checkpoint", shipped / "vae-24hz.safetensors"]):
        encoded = json.loads(run("encode", f"melody{end}", "--json", *option))
        assert (encoded["grid"], encoded["rows_per_second"]) == ("24hz", pytest.approx(24))
        assert encoded["model"].startswith("vae-24hz ")
        (pattern,) = encoded["patterns"]
        assert len(pattern["z"]) == 64


def test_a_song_with_other_rows_of_its_own_is_refused(project, shipped, fail):
    for option in (["--grid", "24hz"], ["--checkpoint", shipped / "vae-24hz.safetensors"]):
        sentence = fail("encode", project, *option)
        assert sentence == "melody.nesproj: has 10.02 rows per second, the model works on 24"


def test_a_missing_checkpoint_is_one_sentence(project, fail, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "checkpoints", lambda: tmp_path)
    assert fail("encode", project) == f"{tmp_path}/vae-full.safetensors: No such file or directory"
