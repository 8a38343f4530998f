import io
import tarfile

import mido
import numpy as np
import pytest

from nes_composer.score.score import P1, TICK_RATE
from train.corpus import CorpusError
from train.prepare import LEAKED, corpus_of, read_songs

TICK = 44_100 / TICK_RATE


def _midi(ticks_per_row: int, rows: int) -> bytes:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name="p1")])
    now = 0
    for row in range(rows):
        for at, velocity in ((row, 8), (row + 0.8, 0)):
            time = round(at * ticks_per_row * TICK)
            track.append(mido.Message("note_on", note=60 + row % 24, velocity=velocity, time=time - now))
            now = time
    end = mido.MidiTrack([mido.MetaMessage("end_of_track", time=round(rows * ticks_per_row * TICK))])
    buffer = io.BytesIO()
    mido.MidiFile(type=1, ticks_per_beat=22_050, tracks=[end, track]).save(file=buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An archive as NES-MDB's, of our own notes."""
    folder = tmp_path_factory.mktemp("nesmdb")
    files = {
        "train/001_Six.mid": _midi(6, 64),
        "train/002_Eight.mid": _midi(8, 64),
        f"train/{sorted(LEAKED)[0]}.mid": _midi(6, 64),
        "valid/003_Five.mid": _midi(5, 40),
        "valid/004_Broken.mid": b"MThd nothing",
        "test/005_Unseen.mid": _midi(6, 40),
    }
    with tarfile.open(folder / "nesmdb_midi.tar.xz", "w:xz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo("nesmdb_midi/" + name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    seconds = 32 * 6 / TICK_RATE
    table = (
        f"split,song,intro_plus_loop_seconds,loop_seconds,composers\ntrain,001_Six,{seconds},,\ntrain,002_Eight,,,\n"
    )
    (folder / "nesmdb_songs.csv").write_text(table)
    return folder


@pytest.fixture(scope="module")
def songs(folder):
    return {song.name: song for song in read_songs(folder)}


def test_songs_are_gridded_by_split_and_leaked_ones_left_out(songs):
    assert set(songs) == {"001_Six", "002_Eight", "003_Five", "004_Broken"}
    periods = {name: song.score.ticks_per_row for name, song in songs.items() if song.fit}
    assert periods == {name: pytest.approx(p) for name, p in (("001_Six", 6), ("002_Eight", 8), ("003_Five", 5))}
    assert songs["003_Five"].valid
    assert not songs["001_Six"].valid


def test_the_second_pass_of_a_loop_is_cut(songs):
    assert len(songs["001_Six"].score) == 32
    assert len(songs["002_Eight"].score) == 64


def test_an_unreadable_song_is_kept_with_its_reason(songs):
    assert "004_Broken" in songs["004_Broken"].unreadable


def test_a_corpus_holds_the_gridded_songs(songs):
    corpus = corpus_of(songs.values())
    assert corpus.name.tolist() == ["001_Six", "002_Eight", "003_Five"]
    assert corpus.start.tolist() == [0, 32, 96, 136]
    assert np.array_equal(corpus.pitch[32:96, P1], songs["002_Eight"].score.pitch[:, P1])


def test_one_split_alone(folder):
    assert {song.name for song in read_songs(folder, ["valid"])} == {"003_Five", "004_Broken"}


def test_a_missing_or_damaged_archive_is_named(tmp_path, folder):
    with pytest.raises(CorpusError, match="no such file"):
        read_songs(tmp_path)
    archive = tmp_path / "nesmdb_midi.tar.xz"
    data = (folder / "nesmdb_midi.tar.xz").read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    with pytest.raises(CorpusError, match="damaged"):
        read_songs(tmp_path)


def test_without_any_grid_there_is_no_corpus(songs):
    with pytest.raises(CorpusError, match="no song"):
        corpus_of([songs["004_Broken"]])
