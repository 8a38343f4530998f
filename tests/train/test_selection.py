from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from support.random_songs import random_score, tune_of

from train.gridded_song import GriddedSong
from train.selection import select

TUNES = [tune_of(random_score(seed)) for seed in range(40)]


def _song(name, tune, split=""):
    return GriddedSong(name, split, bool(split), {"rows": tune})


def _higher(tune):
    pitch = tune.pitch + ((tune.pitch > 0) & (np.arange(4) < 3)).astype(np.uint8)
    return replace(tune, pitch=pitch)


def _splits(selection):
    return {song.name: song.split for song in selection.songs}


def test_about_ninety_of_a_hundred_songs_are_trained_on_whatever_their_order():
    short = [tune_of(random_score(seed, notes=6)) for seed in range(400)]
    songs = [_song(f"song {index}", tune) for index, tune in enumerate(short)]
    splits = _splits(select(songs))
    counts = Counter(splits.values())
    assert 340 <= counts["train"] <= 380
    assert 10 <= counts["valid"] <= 32
    assert 10 <= counts["test"] <= 32
    assert _splits(select(songs[::-1])) == splits
    # A song that comes or goes changes nothing for the others.
    assert _splits(select(songs[50:])).items() <= splits.items()


def test_of_a_few_songs_one_is_held_out_so_that_a_training_can_be_measured():
    for count in range(2, 30):
        songs = [_song(f"few {index}", tune) for index, tune in enumerate(TUNES[:count])]
        splits = _splits(select(songs))
        assert "valid" in splits.values()
        assert "train" in splits.values()
        assert _splits(select(songs[::-1])) == splits
    assert _splits(select([_song("a", TUNES[0])]))["a"] != "valid"


def test_what_no_training_can_be_measured_on_is_not_held_out_for_that():
    loose, short = replace(TUNES[0], fit=0.7), tune_of(random_score(3, notes=4))
    songs = [_song("a", loose), _song("b", short), *(_song(f"c{index}", TUNES[index + 1]) for index in range(3))]
    splits = _splits(select(songs))
    assert (splits["a"], splits["b"]) == ("train", "train")
    assert list(splits.values()).count("valid") == 1


def test_songs_that_are_nearly_the_same_are_in_one_split():
    names = [f"{letter}{index}" for index in range(40) for letter in "xyz"]
    songs = [
        _song(f"{letter}{index}", tune)
        for index, base in enumerate(TUNES)
        for letter, tune in (("x", base), ("y", _higher(base)), ("z", _higher(_higher(base))))
    ]
    selection = select(songs)
    splits = _splits(selection)
    assert set(splits) == set(names)
    assert all(splits[f"x{index}"] == splits[f"y{index}"] == splits[f"z{index}"] for index in range(40))
    assert selection.grouped == 120
    assert set(splits.values()) == {"train", "valid", "test"}


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_a_song_without_a_split_follows_one_that_has_one(split):
    selection = select([_song("a", TUNES[0]), _song("b", _higher(TUNES[0]), split)])
    assert _splits(selection) == {"a": split, "b": split}


def test_a_given_training_song_like_a_held_out_one_is_left_out():
    songs = [
        _song("a", TUNES[0], "train"),
        _song("b", _higher(TUNES[0]), "valid"),
        _song("c", TUNES[1], "train"),
        _song("d", TUNES[1], "test"),
        _song("e", TUNES[2], "train"),
    ]
    selection = select(songs)
    assert _splits(selection) == {"b": "valid", "d": "test", "e": "train"}
    assert selection.leaking == 2
    assert selection.duplicates == {"rows": 0, "24hz": 0}


def test_a_jingle_that_is_too_short_to_be_like_another_may_still_be_the_same():
    jingle = tune_of(random_score(3, notes=4))
    selection = select([_song("a", jingle, "train"), _song("b", jingle, "valid"), _song("c", _higher(jingle), "train")])
    assert _splits(selection) == {"b": "valid", "c": "train"}
    assert selection.leaking == 1


def test_of_equal_tunes_the_first_is_kept_on_each_grid():
    songs = [
        GriddedSong("b", "train", True, {"rows": TUNES[0], "24hz": TUNES[1]}),
        GriddedSong("a", "train", True, {"rows": TUNES[0], "24hz": TUNES[2]}),
        GriddedSong("c", "train", True, {"rows": TUNES[0], "24hz": TUNES[2]}),
    ]
    selection = select(songs)
    assert {song.name: set(song.tunes) for song in selection.songs} == {"a": {"rows", "24hz"}, "b": {"24hz"}}
    assert selection.duplicates == {"rows": 2, "24hz": 1}


def test_a_song_without_a_split_gives_way_to_an_equal_one_that_has_one():
    selection = select([_song("a", TUNES[0]), _song("b", TUNES[0], "valid")])
    assert _splits(selection) == {"b": "valid"}


def test_selecting_from_selected_parts_is_selecting_from_the_whole():
    songs = []
    for index, base in enumerate(TUNES):
        songs += [_song(f"a{index}", base), _song(f"b{index}", _higher(base)), _song(f"c{index}", base)]
        songs += [_song(f"d{index}", base, "valid")] * (index % 3 == 0) + [_song(f"e{index}", base, "train")]
    whole = select(songs)
    parts = [song for part in range(4) for song in select(songs[part::4]).songs]
    again = select(parts)
    assert _splits(again) == _splits(whole)
    assert {song.name: song.given for song in again.songs} == {song.name: song.given for song in whole.songs}
    assert len(whole.songs) < len(parts) < len(songs)
