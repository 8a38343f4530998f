import argparse

import pytest
from support.random_songs import random_score, write

from train.commands import prepare
from train.corpus import load


def _parse(*words):
    parser = argparse.ArgumentParser()
    prepare.add(parser.add_subparsers())
    return parser.parse_args(["prepare", *map(str, words)])


def test_it_prepares_and_tells_what_there_is(tmp_path, capsys):
    write(tmp_path / "music" / "a.nesproj", random_score(1))
    arguments = _parse(tmp_path / "music", "--out", tmp_path / "set.npz")
    arguments.command(arguments)
    out = capsys.readouterr().out
    assert "1 songs" in out
    assert out.endswith("set.npz\n")
    assert load(tmp_path / "set.npz").name.tolist() == ["music/a"]


def test_a_shard_is_one_of_several():
    assert _parse("a", "b", "--shard", "3/8").shard == (3, 8)
    assert _parse("a").shard == (1, 1)


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "-1/2", "1/2/3", "1.5/2"])
def test_a_shard_that_is_none_is_wrong_usage(text, capsys):
    with pytest.raises(SystemExit) as caught:
        _parse("a", f"--shard={text}")
    assert caught.value.code == 2
    assert "expected i/n" in capsys.readouterr().err
