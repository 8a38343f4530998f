import pickle
import pickletools
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.formats import archive
from nes_composer.formats import nesmdb as reader
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.score.song import Song

PATH = Path("folder/000_Song.exprsco.pkl")


def exprsco(rows=8, rate=24.0):
    """A silent exprsco to write notes into: frames, and how to pickle them."""
    frames = np.zeros((rows, 4, 3), np.uint8)
    return frames, lambda: pickle.dumps((rate, rows * 1837, frames), 3)


def notes(score, voice):
    return note_table(score, voice).tolist()


def test_a_note_starts_at_a_change_of_pitch_after_silence_and_at_a_jump_of_velocity():
    frames, data = exprsco(10)
    frames[:, P1, 0] = [0, 60, 60, 62, 62, 0, 62, 62, 62, 62]
    frames[:, P1, 1] = [0, 9, 8, 7, 9, 0, 5, 7, 10, 4]
    frames[:, P1, 2] = 2
    imported = reader.read(PATH, data())
    score = imported.song.score
    # A swell by 2 carries on, a jump by 3 starts anew, a decay never does.
    assert notes(score, P1) == [(1, 2, 60, 9), (3, 2, 62, 7), (6, 2, 62, 5), (8, 2, 62, 10)]
    assert score.velocity[:, P1].tolist() == [0, 9, 8, 7, 9, 0, 5, 7, 10, 4]
    assert score.timbre[:, P1].tolist() == [0, 2, 2, 2, 2, 0, 2, 2, 2, 2]
    assert (imported.song.title, imported.format, imported.dropped) == ("000_Song", "NES-MDB exprsco", {})
    assert score.rows_per_second == 24.0


def test_the_triangle_has_one_loudness_and_noise_its_mode():
    frames, data = exprsco(4)
    frames[:2, TR, 0] = 21
    frames[1:3, NO] = [16, 7, 1]
    score = reader.read(PATH, data()).song.score
    assert score.velocity[:, TR].tolist() == [15, 15, 0, 0]
    assert notes(score, NO) == [(1, 2, 16, 7)]
    assert score.timbre[:, NO].tolist() == [0, 1, 1, 0]


def test_a_seprsco_is_told_by_its_shape():
    frames = np.zeros((6, 4), np.uint8)
    frames[:, P2] = [50, 50, 51, 0, 51, 51]
    imported = reader.read(Path("a.seprsco.pkl"), pickle.dumps((24.0, 6, frames), 3))
    assert imported.format == "NES-MDB seprsco"
    assert imported.song.title == "a"
    velocity = reader.SEPRSCO_VELOCITY
    assert notes(imported.song.score, P2) == [(0, 2, 50, velocity), (2, 1, 51, velocity), (4, 2, 51, velocity)]


def test_what_the_chip_cannot_play_is_left_out_and_counted():
    frames, data = exprsco(8)
    frames[:, P1, 0] = [60, 60, 20, 20, 60, 120, 60, 60]
    frames[:, P1, 1] = [9, 9, 9, 9, 9, 9, 0, 9]
    frames[0:2, NO] = [17, 9, 0]
    imported = reader.read(PATH, data())
    assert imported.dropped == {"out-of-range notes": 3, "silent notes": 1}
    assert notes(imported.song.score, P1) == [(0, 2, 60, 9), (4, 1, 60, 9), (7, 1, 60, 9)]


def test_a_note_that_fades_in_from_nothing_starts_where_it_is_heard():
    frames, data = exprsco(4)
    frames[:, P1, 0] = 60
    frames[:, P1, 1] = [9, 0, 2, 4]
    assert notes(reader.read(PATH, data()).song.score, P1) == [(0, 1, 60, 9), (2, 2, 60, 2)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ((24.0, 4, np.zeros((4, 3, 3), np.uint8)), r"shape \(4, 3, 3\)"),
        ((24.0, 4, np.zeros(4, np.uint8)), r"shape \(4,\)"),
        ((24.0, 4, np.zeros((4, 4), np.int64)), "unsigned bytes"),
        ((24.0, 4, np.zeros((1_000_001, 4), np.uint8)), "1000001 frames"),
        ((0.0, 4, np.zeros((4, 4), np.uint8)), "rows per second"),
        ((float("nan"), 4, np.zeros((4, 4), np.uint8)), "rows per second"),
        (("24", 4, np.zeros((4, 4), np.uint8)), "not a score of NES-MDB"),
        ([24.0, 4], "not a score of NES-MDB"),
        (np.zeros((4, 4), np.uint8), "not a score of NES-MDB"),
        ((24.0, 4, np.full((1, 4, 3), [60, 16, 0], np.uint8)), "row 0, voice P1: velocity 16"),
        ((24.0, 4, np.full((1, 4, 3), [60, 9, 4], np.uint8)), "row 0, voice P1: timbre 4"),
    ],
)
def test_what_is_not_a_score_is_refused_by_name_and_reason(content, reason):
    with pytest.raises(FormatError, match=rf"^folder/000_Song\.exprsco\.pkl: .*{reason}"):
        reader.read(PATH, pickle.dumps(content, 3))


def test_an_empty_score_is_a_score():
    _, data = exprsco(0)
    assert len(reader.read(PATH, data()).song.score) == 0


def test_a_truncated_and_a_hostile_pickle_are_one_sentence_each():
    frames, data = exprsco()
    frames[:, P1] = [60, 9, 0]
    with pytest.raises(FormatError, match=r"000_Song\.exprsco\.pkl: the pickle is damaged"):
        reader.read(PATH, data()[:-40])
    with pytest.raises(FormatError, match=r"000_Song\.exprsco\.pkl: it asks for os\.system"):
        reader.read(PATH, b"cos\nsystem\n(S'true'\ntR.")


def told_apart(score):
    """The score without the attacks that its frames cannot tell from held notes."""
    frames = np.stack([score.pitch, score.velocity, score.timbre], axis=2)
    before = np.vstack([np.zeros((1, 4), np.uint8), score.pitch])[:-1] if len(score) else score.pitch
    rise = np.diff(frames[:, :, 1].astype(int), axis=0, prepend=np.zeros((1, 4), int)) >= 3
    return replace(score, onset=score.sounding & ((score.pitch != before) | rise))


@given(data=st.data())
@settings(max_examples=60)
def test_an_exprsco_holds_all_but_soft_attacks_of_the_same_pitch(data, scores, tmp_path_factory):
    score = replace(data.draw(scores()), rows_per_second=24.0)
    path = tmp_path_factory.mktemp("round") / "a song.exprsco.pkl"
    reader.write(path, Song(score))
    imported = reader.read(path, path.read_bytes())
    assert (imported.song.title, imported.dropped) == ("a song", {})
    assert imported.song.score == told_apart(score)


@given(data=st.data())
@settings(max_examples=30)
def test_a_seprsco_holds_the_pitches(data, scores, tmp_path_factory):
    score = replace(data.draw(scores()), rows_per_second=24.0)
    path = tmp_path_factory.mktemp("round") / "A.SEPRSCO.PKL"
    reader.write(path, Song(score))
    imported = reader.read(path, path.read_bytes())
    assert (imported.song.title, imported.format) == ("A", "NES-MDB seprsco")
    assert np.array_equal(imported.song.score.pitch, score.pitch)


def test_other_tempos_are_sampled_at_24_frames_a_second(tmp_path, melody):
    path = tmp_path / "a.exprsco.pkl"
    reader.write(path, melody)
    score = reader.read(path, path.read_bytes()).song.score
    assert score.rows_per_second == 24
    assert score.seconds == pytest.approx(melody.score.seconds, abs=1 / 24)
    seconds = np.arange(len(score)) / 24
    rows = np.floor(seconds * melody.score.rows_per_second + 1e-6).astype(int)
    assert np.array_equal(score.pitch, melody.score.pitch[rows])
    # At 10 rows a second every note gets at least two frames.
    assert [len(note_table(score, voice)) for voice in (P1, P2, TR)] == [12, 12, 6]


def test_whole_multiples_of_the_frame_rate_take_every_second_row(tmp_path):
    score = draw(Score.silent(8, 48.0), [Note(P1, row, 1, 60 + row) for row in range(8)])
    path = tmp_path / "a.exprsco.pkl"
    reader.write(path, Song(score))
    assert reader.read(path, path.read_bytes()).song.score.pitch[:, P1].tolist() == [60, 62, 64, 66]


@pytest.mark.parametrize("form", ["exprsco", "seprsco"])
def test_any_python_reads_it_as_nesmdbs_own(tmp_path, melody, form):
    path = tmp_path / f"a.{form}.pkl"
    reader.write(path, melody)
    data = path.read_bytes()
    rate, samples, frames = pickle.loads(data, encoding="latin1")
    assert (rate, samples) == (24.0, round(len(frames) / 24 * 44_100))
    assert (frames.dtype, frames.shape[1:]) == (np.uint8, (4, 3) if form == "exprsco" else (4,))
    assert not frames.reshape(len(frames), 4, -1)[:, TR, 1:].any()
    names = {argument for opcode, argument, _ in pickletools.genops(data) if opcode.name == "GLOBAL"}
    assert names == {"numpy.core.multiarray _reconstruct", "numpy ndarray", "numpy dtype"}
    assert max(opcode.proto for opcode, _, _ in pickletools.genops(data)) == 2
    # Opcodes for bytes are Python 3's; Python 2 has strings.
    assert not any("BYTES" in opcode.name or "UNICODE" in opcode.name for opcode, _, _ in pickletools.genops(data))


def test_a_song_of_more_frames_than_are_read_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"long\.exprsco\.pkl: 2400000 frames are more than"):
        reader.write(tmp_path / "long.exprsco.pkl", Song(Score.silent(10_000, 0.1)))
    assert not list(tmp_path.iterdir())


def test_a_song_of_nesmdb_comes_back_to_the_byte(nesmdb):
    songs = archive.files(nesmdb / "nesmdb24_exprsco.tar.xz", (".exprsco.pkl",))
    name, data = next((name, data) for name, data in songs if "/valid/" in name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "again.exprsco.pkl"
        reader.write(path, reader.read(Path(name), data).song)
        rate, samples, frames = pickle.loads(path.read_bytes(), encoding="latin1")
    theirs = pickle.loads(data, encoding="latin1")
    assert (rate, len(frames)) == (theirs[0], len(theirs[2]))
    assert abs(samples - theirs[1]) < 44_100 / 24
    sounding = frames[:, :, :1] > 0
    assert np.array_equal(frames, theirs[2] * sounding)


@pytest.mark.parametrize("form", ["exprsco", "seprsco"])
def test_the_whole_valid_split_is_read_without_loss(nesmdb, form):
    songs, sounding = 0, np.zeros(4, int)
    for name, data in archive.files(nesmdb / f"nesmdb24_{form}.tar.xz", (f".{form}.pkl",)):
        if "/valid/" in name:
            imported = reader.read(Path(name), data)
            assert imported.dropped == {}
            songs += 1
            sounding += imported.song.score.sounding.sum(axis=0)
    assert songs == 403
    assert (sounding > 10_000).all()
