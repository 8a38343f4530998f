from dataclasses import replace

import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from nes_composer.models import checkpoint as checkpoints
from train import evaluate as evaluation
from train.corpus import CorpusError
from train.evaluate import evaluate

VOICES = ["P1", "P2", "TR", "NO"]
ABOUT = {"checkpoint", "kind", "voices", "grid", "arch", "parameters", "split", "songs", "rows", "baselines", "samples"}


@pytest.fixture(scope="module", autouse=True)
def _few_samples():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "SAMPLES", 10)
        yield


def _evaluated(path, corpus, split="valid"):
    return evaluate(path, checkpoints.load(path), corpus, split)


@pytest.fixture(scope="module")
def lstm(small_corpus, tmp_path_factory):
    path = tmp_path_factory.mktemp("lstm") / "tiny.safetensors"
    save_tiny_lstm(path)
    return path, _evaluated(path, small_corpus)


@pytest.fixture(scope="module")
def vae(small_corpus, tmp_path_factory):
    path = tmp_path_factory.mktemp("vae") / "tiny.safetensors"
    save_tiny_vae(path)
    return path, _evaluated(path, small_corpus)


def test_an_lstm_is_measured_on_whole_songs(lstm):
    path, found = lstm
    assert set(found) == ABOUT | {"nll_nats_per_row", "accuracy", "accuracy_onset"}
    assert found["checkpoint"] == path.as_posix()
    assert [found[key] for key in ("kind", "voices", "grid", "arch")] == ["lstm", "all", "rows", "chained"]
    assert (found["split"], found["songs"], found["rows"]) == ("valid", 2, 512)
    assert list(found["nll_nats_per_row"]) == [*VOICES, "total"]
    assert list(found["accuracy"]) == list(found["accuracy_onset"]) == [*VOICES, "mean"]
    assert list(found["baselines"]) == ["uniform", "unigram", "bigram", "persistence"]


def test_a_vae_is_measured_on_patterns(vae):
    _, found = vae
    assert set(found) == ABOUT | {
        "reconstruction_accuracy",
        "reconstruction_accuracy_onset",
        "nll_nats_per_row",
        "kl_nats",
        "active_units",
        "explained_variance",
        "axes",
        "attribute_axes",
    }
    assert (found["songs"], found["rows"]) == (2, 512)
    assert list(found["reconstruction_accuracy"]) == [*VOICES, "mean"]
    assert len(found["explained_variance"]) == 8
    assert {"name", "rows_changed", "named_direction"} == set(found["axes"][0])


def test_parameters_are_all_weights(lstm):
    path, found = lstm
    model = checkpoints.load(path).model
    assert found["parameters"] == sum(weight.numel() for weight in model.state_dict().values())


@pytest.mark.parametrize("kind", ["vae", "lstm"])
def test_samples_stand_beside_real_windows(kind, request):
    samples = request.getfixturevalue(kind)[1]["samples"]
    described = {"windows", "sounding", "in_key", "degenerate"}
    assert set(samples) == described | {"overlap", "overlap_ratio", "copied_run", "train", "train_all", "split"}
    assert set(samples["train"]) == set(samples["train_all"]) == described | {"overlap"}
    assert set(samples["split"]) == described | {"copied_run"}
    assert samples["windows"] == 10
    # The valid songs are the others in another key; chance is none of them.
    assert samples["split"]["copied_run"]["median"] > 30
    assert samples["copied_run"]["longest"] < 10
    for name, ratio in samples["overlap_ratio"].items():
        expected = samples["overlap"][name]["mean"] / samples["train"]["overlap"][name]["mean"]
        assert ratio == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("save", [save_tiny_vae, save_tiny_lstm])
def test_a_model_of_one_voice_is_measured_on_that_voice(small_corpus, tmp_path, save):
    save(tmp_path / "tiny.safetensors", "p1")
    found = _evaluated(tmp_path / "tiny.safetensors", small_corpus)
    assert list(found["nll_nats_per_row"]) == ["P1", "total"]
    assert list(found["samples"]["sounding"]) == ["P1", "all"]
    assert list(found["baselines"]["bigram"]["accuracy"]) == ["P1", "mean"]


def test_songs_at_24_hz_are_measured_on_their_patterns(small_corpus, tmp_path):
    frames = replace(
        small_corpus,
        pitch=np.repeat(small_corpus.pitch, 3, axis=0),
        onset=np.repeat(small_corpus.onset, 3, axis=0) & (np.arange(3 * len(small_corpus.pitch)) % 3 == 0)[:, None],
        start=small_corpus.start * 3,
        ticks_per_row=np.full(8, 60.0988 / 24, np.float32),
        grid="24hz",
    )
    for save, name in ((save_tiny_vae, "vae"), (save_tiny_lstm, "lstm")):
        save(tmp_path / name, grid="24hz")
        found = _evaluated(tmp_path / name, frames)
        assert (found["songs"], found["rows"]) == (2, 2 * 768)


def test_a_split_without_music_is_one_sentence(small_corpus, tmp_path):
    path = tmp_path / "tiny.safetensors"
    save_tiny_vae(path)
    with pytest.raises(CorpusError, match="the split test has no whole pattern"):
        _evaluated(path, small_corpus, "test")
