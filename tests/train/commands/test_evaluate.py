import json

import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from train import evaluate as evaluation
from train.__main__ import main
from train.corpus import save


@pytest.fixture
def data(small_corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluation, "SAMPLES", 4)
    save(tmp_path / "data.npz", [small_corpus])
    save_tiny_lstm(tmp_path / "lstm.safetensors")
    save_tiny_vae(tmp_path / "vae.safetensors")
    return tmp_path


def _run(folder, *arguments: str) -> int:
    paths = [str(folder / name) if "." in name else name for name in arguments]
    return main(["evaluate", *paths, "--data", str(folder / "data.npz"), "--json", str(folder / "out.json")])


def test_it_writes_numbers_a_page_and_cards(data):
    assert _run(data, "vae.safetensors", "lstm.safetensors", "--page", "page.md", "--cards") == 0
    measured = json.loads((data / "out.json").read_text())
    assert [each["kind"] for each in measured] == ["vae", "lstm"]
    assert "## LSTM" in (data / "page.md").read_text()
    for name in ("vae", "lstm"):
        assert (data / f"{name}.md").read_text().startswith(f"# {name}.safetensors")


def test_the_same_seed_writes_the_same_bytes(data):
    texts = []
    for seed in ("0", "0", "1"):
        assert _run(data, "lstm.safetensors", "--seed", seed) == 0
        texts.append((data / "out.json").read_bytes())
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


@pytest.mark.parametrize(
    "arguments", [["none.safetensors"], ["broken.safetensors"], ["vae.safetensors", "none.safetensors"]]
)
def test_a_checkpoint_that_cannot_be_used_is_one_line(data, capsys, arguments):
    (data / "broken.safetensors").write_bytes(b"no checkpoint")
    assert _run(data, *arguments) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith("train: error: ")
    assert arguments[-1] in error
    assert not (data / "out.json").exists()


def test_data_that_cannot_be_used_is_one_line(data, capsys):
    (data / "data.npz").write_bytes(b"no data")
    assert _run(data, "vae.safetensors") == 1
    assert "data.npz: not a prepared data set" in capsys.readouterr().err


def test_a_checkpoint_for_a_grid_that_the_data_lacks_is_one_line(data, capsys):
    save_tiny_vae(data / "frames.safetensors", grid="24hz")
    assert _run(data, "frames.safetensors") == 1
    assert "holds no songs on the grid 24hz" in capsys.readouterr().err
