import json
import os
import signal
import sys

import numpy as np
import pytest
from support.random_songs import pack, random_score, tune_of, write

from nes_composer.score.score import NO, P1, TICK_RATE, TR, Score
from train import reading_pool
from train.corpus import CorpusError, load, load_all
from train.gridded_song import songs_of
from train.prepare import prepare
from train.song_table import LEAKED, SONG_TABLE

LEAKED_SONG = min(LEAKED)


@pytest.fixture(scope="module")
def nesmdb_like(tmp_path_factory):
    """Three archives as NES-MDB's, of our own notes, and their table."""
    folder = tmp_path_factory.mktemp("data")
    songs = {"train/1": 1, "train/2": 2, f"train/{LEAKED_SONG}": 3, "valid/4": 4, "valid/5": 5, "test/6": 6}
    forms = {"nesmdb_midi": ".nesmdb.mid", "nesmdb24_exprsco": ".exprsco.pkl", "nesmdb24_seprsco": ".seprsco.pkl"}
    for form, end in forms.items():
        unpacked = tmp_path_factory.mktemp("unpacked") / form
        for name, seed in songs.items():
            # Song 5 has no exprsco; its seprsco and those of the others are of another song.
            if (form, name) != ("nesmdb24_exprsco", "valid/5"):
                score = random_score(seed + 100 * (form == "nesmdb24_seprsco"), ticks_per_row=4 + seed)
                path = write(unpacked / f"{name}{end}", score)
                path.rename(path.with_name(path.name.replace(".nesmdb.mid", ".mid")))
        if form == "nesmdb_midi":
            (unpacked / "train" / "broken.mid").write_bytes(b"MThd nothing")
        pack(folder / f"{form}.tar.xz", unpacked)
    seconds = 48 * 5 / TICK_RATE
    (folder / SONG_TABLE).write_text(f"split,song,intro_plus_loop_seconds\ntrain,1,{seconds}\ntrain,2,\n")
    return folder


@pytest.fixture(scope="module")
def prepared(nesmdb_like, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "deep" / "set.npz"
    return out, prepare([nesmdb_like], out)


def _named(path):
    return {song.name: song for song in songs_of(load_all(path))}


def test_nesmdb_keeps_its_splits_and_loses_what_leaked(prepared):
    splits = {name: song.split for name, song in _named(prepared[0]).items()}
    assert splits == {"1": "train", "2": "train", "4": "valid", "5": "valid", "6": "test"}
    assert set(load_all(prepared[0]).given) == set(splits)


def test_rows_come_from_midi_and_frames_from_exprsco_or_else_seprsco(prepared):
    songs = _named(prepared[0])
    for name in ("2", "4", "5", "6"):
        assert songs[name].tunes["rows"].ticks_per_row == pytest.approx(4 + int(name))
        assert np.array_equal(songs[name].tunes["rows"].pitch, random_score(int(name)).pitch)

    def first_pitches(tune):
        return [tune.pitch[tune.pitch[:, voice] > 0, voice][0] for voice in (P1, TR, NO)]

    assert first_pitches(songs["4"].tunes["24hz"]) == first_pitches(tune_of(random_score(4)))
    assert first_pitches(songs["5"].tunes["24hz"]) == first_pitches(tune_of(random_score(105)))


def test_loops_are_cut_by_the_table_on_both_grids(prepared):
    songs = _named(prepared[0])
    assert [len(songs[name].tunes["rows"]) for name in ("1", "2")] == [48, 96]
    assert len(songs["1"].tunes["24hz"]) == round(48 * 5 / TICK_RATE * 24)


def test_the_report_counts_and_is_kept(prepared):
    out, text = prepared
    report = json.loads(load_all(out).report)
    assert report["counts"]["songs"] == 7
    assert report["counts"]["files"] == 15
    assert report["counts"]["songs left out of train, known to have leaked"] == 1
    assert report["counts"]["unreadable files"] == 1
    assert "broken.mid" in report["unreadable"][0]
    assert "broken.mid" in text
    assert report["holds"]["rows"]["valid"]["songs"] == 2
    assert report["holds"]["24hz"]["test"]["rows"] == len(_named(out)["6"].tunes["24hz"])


def test_nothing_is_left_beside_the_data_set(prepared):
    assert [path.name for path in prepared[0].parent.iterdir()] == ["set.npz"]


def _own_folder(folder):
    for seed in range(30):
        write(folder / f"{seed // 10}" / f"{seed % 10}.nesproj", random_score(seed))
    write(folder / "3" / "copy.nesproj", random_score(1))
    write(folder / "3" / "silent.nesproj", Score.silent(64))
    write(folder / "3" / "frames.exprsco.pkl", random_score(31))
    return folder


def test_shards_made_into_one_are_the_whole(tmp_path):
    folder = _own_folder(tmp_path / "mine")
    prepare([folder], tmp_path / "whole.npz")
    shards = [tmp_path / f"{index}.npz" for index in (1, 2, 3)]
    for index, shard in enumerate(shards, 1):
        prepare([folder], shard, (index, 3))
    prepare(shards[::-1], tmp_path / "merged.npz")
    assert min(len(_named(shard)) for shard in shards) >= 5
    assert load(tmp_path / "merged.npz", "rows").digest() == load(tmp_path / "whole.npz", "rows").digest()
    whole, merged = _named(tmp_path / "whole.npz"), _named(tmp_path / "merged.npz")
    assert {name: song.split for name, song in merged.items()} == {name: song.split for name, song in whole.items()}
    assert [song.given for song in merged.values()] == [False] * 31
    counts = [json.loads(load_all(tmp_path / f"{name}.npz").report)["counts"] for name in ("whole", "merged")]
    assert counts[0] == counts[1]
    assert counts[0]["duplicates left out of rows"] == counts[0]["duplicates left out of 24hz"] == 1
    assert counts[0]["silent songs left out"] == 1
    assert counts[0]["songs without a row grid"] == 1


def test_an_interrupted_preparation_leaves_the_old_data_set_and_goes_on(tmp_path, monkeypatch):
    folder = _own_folder(tmp_path / "mine")
    out = tmp_path / "set.npz"
    prepare([folder / "0"], out)
    old = out.read_bytes()

    def interrupting(readings, *_, **__):
        for count, reading in enumerate(readings):
            if count == 20:
                signal.raise_signal(signal.SIGINT)
            yield reading

    with monkeypatch.context() as changed:
        changed.setattr(reading_pool, "tqdm", interrupting)
        with pytest.raises(KeyboardInterrupt):
            prepare([folder], out)
    assert out.read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "set.npz", "set.parts"]
    prepare([folder], out)
    prepare([folder], tmp_path / "at-once.npz")
    assert out.read_bytes() == (tmp_path / "at-once.npz").read_bytes()
    assert not (tmp_path / "set.parts").exists()


def test_of_a_data_set_and_files_each_adds_what_the_other_lacks(tmp_path):
    folder = tmp_path / "mine"
    write(folder / "a.exprsco.pkl", random_score(1, ticks_per_row=5))
    prepare([folder], tmp_path / "frames.npz")
    write(folder / "a.nesproj", random_score(1, ticks_per_row=5))
    write(folder / "b.nesproj", random_score(2))
    prepare([tmp_path / "frames.npz", folder], tmp_path / "both.npz")
    songs = _named(tmp_path / "both.npz")
    assert {name: set(song.tunes) for name, song in songs.items()} == {
        "mine/a": {"rows", "24hz"},
        "mine/b": {"rows", "24hz"},
    }
    kept = _named(tmp_path / "frames.npz")["mine/a"].tunes["24hz"]
    assert np.array_equal(songs["mine/a"].tunes["24hz"].pitch, kept.pitch)


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be any bytes")
def test_files_whose_names_are_no_text_are_read(tmp_path):
    folder = tmp_path / "mine"
    for name in (b"a\xff", b"b\xfe\n"):
        write(folder / os.fsdecode(name + b".nesproj"), random_score(len(name)))
    (folder / os.fsdecode(b"c\xfd\n.vgm")).write_text("no music")
    text = prepare([folder], tmp_path / "set.npz").encode("utf-8")
    assert set(_named(tmp_path / "set.npz")) == {"mine/a\\udcff", "mine/b\\udcfe\n"}
    assert rb"c\udcfd .vgm" in text


def test_without_songs_nothing_is_written(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(CorpusError, match=r"empty: no song that can be used$"):
        prepare([empty], tmp_path / "set.npz")
    (empty / "bad.vgm").write_text("no music")
    with pytest.raises(CorpusError, match=r"empty: no song .* \(1 unreadable files, the first is .*bad\.vgm: "):
        prepare([empty], tmp_path / "set.npz")
    assert not (tmp_path / "set.npz").exists()


def test_a_wrong_target_or_data_set_is_refused_at_once(tmp_path):
    folder = tmp_path / "music"
    write(folder / "a.nesproj", random_score(1))
    with pytest.raises(CorpusError, match=r"music: a folder, expected the name of a file"):
        prepare([folder], folder)
    (tmp_path / "bad.npz").write_text("no data")
    with pytest.raises(CorpusError, match=r"bad\.npz: not a prepared data set"):
        prepare([folder, tmp_path / "bad.npz"], tmp_path / "set.npz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.npz", "music"]


def test_nesmdb_itself(nesmdb, tmp_path):
    """One of sixty parts of it, in all three forms."""
    prepare([nesmdb], tmp_path / "part.npz", (7, 60))
    rows, frames = load(tmp_path / "part.npz", "rows"), load(tmp_path / "part.npz", "24hz")
    assert 50 < len(rows.name) < len(frames.name) < 110
    assert set(rows.name) <= set(frames.name)
    assert (rows.fit > 0.75).all()
    assert np.median(rows.fit) > 0.9
    hours = [float(np.diff(corpus.start) @ corpus.ticks_per_row) / TICK_RATE / 3600 for corpus in (rows, frames)]
    assert 0.2 < hours[0] < hours[1] < 2
