import pickle
from pathlib import Path

import numpy as np
import pytest

from nes_composer.formats import archive
from nes_composer.formats import nesmdb as reader
from nes_composer.formats.report import FormatError
from nes_composer.score.notes import note_table
from nes_composer.score.score import NO, P1, P2, TR

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
