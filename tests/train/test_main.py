import pytest

from train.__main__ import main
from train.corpus import load, save


def test_a_missing_data_set_is_one_line(capsys, tmp_path):
    assert main(["fit", "vae", "--data", str(tmp_path / "none.npz")]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith("train: error: ")
    assert "none.npz" in error


def test_wrong_usage_is_status_2():
    with pytest.raises(SystemExit) as caught:
        main(["fit", "oracle"])
    assert caught.value.code == 2


def test_without_nesmdb_it_says_where_it_looked(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NESMDB_DIR", str(tmp_path))
    assert main([]) == 1
    assert "NESMDB_DIR" in capsys.readouterr().err


def test_a_small_data_set_is_refused_before_anything_is_written(capsys, tmp_path, small_corpus):
    save(tmp_path / "small.npz", [small_corpus])
    assert load(tmp_path / "small.npz")
    assert main(["fit", "vae", "--data", str(tmp_path / "small.npz"), "--out", str(tmp_path / "m.safetensors")]) == 1
    assert "too few" in capsys.readouterr().err
    assert not (tmp_path / "m.safetensors").exists()
