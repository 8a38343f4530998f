"""`python -m train fit` as a person types it."""

import pytest

from train.__main__ import main
from train.corpus import save
from train.defaults import default_config
from train.fit import fit
from train.lstm_task import LstmSettings


@pytest.fixture(scope="module")
def data(small_corpus, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "small.npz"
    save(path, [small_corpus])
    return path


def _one_line(capsys) -> str:
    error = capsys.readouterr().err
    assert error.startswith("train: error: ")
    assert error.count("\n") == 1
    return error


def test_an_unknown_architecture_is_wrong_usage(data, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["fit", "lstm", "--data", str(data), "--arch", "dense"])
    assert caught.value.code == 2
    assert "chained or independent, not dense" in capsys.readouterr().err


def test_a_grid_that_the_data_has_not_is_named(data, tmp_path, capsys):
    out = tmp_path / "m.safetensors"
    assert main(["fit", "lstm", "--data", str(data), "--grid", "24hz", "--out", str(out)]) == 1
    assert "no songs on the grid 24hz" in _one_line(capsys)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really"], ids=["empty", "damaged"])
def test_data_that_are_none_are_refused(tmp_path, capsys, content):
    (tmp_path / "bad.npz").write_bytes(content)
    assert main(["fit", "vae", "--data", str(tmp_path / "bad.npz"), "--out", str(tmp_path / "m.safetensors")]) == 1
    assert "bad.npz" in _one_line(capsys)


@pytest.fixture(scope="module")
def p1_save(small_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("p1") / "m.safetensors"
    fit(small_corpus, out, default_config("lstm", "p1"), LstmSettings(steps=1, batch=2, rows=16))
    return out.with_name("m-logs") / "last.ckpt"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["vae", "--voices", "p1"], "of this kind"),
        (["lstm"], "these voices"),
        (["lstm", "--voices", "p1", "--arch", "independent"], "--arch chained"),
    ],
)
def test_the_save_of_another_model_is_refused(p1_save, data, tmp_path, capsys, asked, said):
    arguments = ["--data", str(data), "--out", str(tmp_path / "m.safetensors"), "--resume", str(p1_save)]
    assert main(["fit", *asked, *arguments]) == 1
    error = _one_line(capsys)
    assert said in error
    assert str(p1_save) in error


def test_a_save_goes_on_with_the_settings_it_has(p1_save, data, tmp_path, capsys):
    out = tmp_path / "m.safetensors"
    arguments = ["--data", str(data), "--out", str(out), "--resume", str(p1_save)]
    assert main(["fit", "lstm", "--voices", "p1", *arguments]) == 0
    # It was done already: its best weights are written.
    assert out.is_file()
    assert "valid_nats" in capsys.readouterr().out
