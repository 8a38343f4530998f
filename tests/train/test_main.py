import pytest
from support.random_songs import random_score, write

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


def test_a_small_data_set_is_refused_before_anything_is_written(capsys, tmp_path, small_corpus):
    save(tmp_path / "small.npz", [small_corpus])
    assert load(tmp_path / "small.npz")
    assert main(["fit", "vae", "--data", str(tmp_path / "small.npz"), "--out", str(tmp_path / "m.safetensors")]) == 1
    assert "too few" in capsys.readouterr().err
    assert not (tmp_path / "m.safetensors").exists()


def test_what_the_system_refuses_is_one_line_that_names_the_file(capsys, tmp_path):
    write(tmp_path / "music" / "a.nesproj", random_score(1))
    (tmp_path / "file").write_text("in the way")
    assert main(["prepare", str(tmp_path / "music"), "--out", str(tmp_path / "file" / "set.npz")]) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith(f"train: error: {tmp_path / 'file'}")
    assert "Errno" not in error
