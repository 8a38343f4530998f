import json

import pytest

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.models import checkpoint
from nes_composer.models.latent_map import LatentMap
from nes_composer.models.novelty import TrainingIndex
from train import __main__, corpus, whole_path


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty folder as working directory, without NES-MDB in reach."""
    folder = tmp_path / "deep" / "work"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("NESMDB_DIR", raising=False)
    return folder


def test_nesmdb_is_prepared_once_and_trained_on_for_as_long_as_the_defaults_say(elsewhere, monkeypatch):
    (elsewhere / whole_path.MIDI_ARCHIVE).touch()
    monkeypatch.setenv("NESMDB_DIR", str(elsewhere))
    prepare, *rest = whole_path.steps()
    assert prepare[:2] == ["prepare", str(elsewhere)]
    assert not any("--max-minutes" in words for words in rest)
    whole_path.DATA.parent.mkdir()
    whole_path.DATA.touch()
    assert whole_path.steps() == rest


def test_without_nesmdb_the_demo_corpus_is_written_for_anyone_to_open(elsewhere):
    words = whole_path.steps()
    folder = elsewhere / words[0][1]
    songs = sorted(folder.glob("*.nesproj"))
    assert len(songs) >= 24
    assert registry.read_song(songs[0]).song.title == songs[0].stem


def test_nothing_that_is_trained_replaces_what_the_program_comes_with(elsewhere):
    outs = [words[words.index("--out") + 1] for words in whole_path.steps() if words[0] == "fit"]
    assert all(out.startswith(f"{whole_path.RUNS}/") for out in outs)


def test_the_demo_corpus_goes_all_the_way_to_a_report(elsewhere, monkeypatch):
    monkeypatch.setattr(whole_path, "DEMO_MINUTES", 0.05)
    assert __main__.main([]) == 0
    assert len(corpus.load(elsewhere / whole_path.DEMO_DATA).songs("train", 0.8)) >= 24
    report = json.loads((elsewhere / "runs" / "evaluation.json").read_text())
    assert [measured["kind"] for measured in report] == ["vae", "lstm"]
    assert "lstm" in (elsewhere / "runs" / "evaluation.md").read_text()
    vae = elsewhere / "runs" / "vae-full.safetensors"
    assert len(TrainingIndex.load(vae.parent / paths.TRAINING_INDEX).names) >= 24
    assert len(LatentMap.load(paths.latent_map(vae), checkpoint.load(vae).name).values) > 24
