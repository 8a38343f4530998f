import dataclasses
import tarfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer import paths
from nes_composer.formats.registry import read_song
from nes_composer.models import codec
from nes_composer.models.array_file import ArrayFileError
from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.models.novelty import FAR_ROWS, LEAST_ONSETS, SharedRun, TrainingIndex, novelty
from nes_composer.score.score import LOWEST, NO, Score


def _music(seed: int, rows: int) -> np.ndarray:
    """Tokens by chance, uint8 [rows, 4], all of them onsets on the first row and the last."""
    random = np.random.default_rng(seed)
    music = random.integers(FIRST_PITCH + 24, FIRST_PITCH + 44, (rows, 4))
    music[:, NO] = random.integers(FIRST_PITCH, FIRST_PITCH + 16, rows)
    kind = random.random((rows, 4))
    kind[[0, -1]] = 1
    # As a score has them: a hold that holds nothing is a rest.
    return codec.encode(_score(np.where(kind < 0.4, HOLD, np.where(kind < 0.6, REST, music))))


def _moved(tokens: np.ndarray, semitones: int) -> np.ndarray:
    moved = tokens.astype(int)
    moved[:, :NO] += np.where(tokens[:, :NO] >= FIRST_PITCH, semitones, 0)
    return moved.astype(np.uint8)


def _score(tokens: np.ndarray) -> Score:
    return codec.decode(tokens, 10.0)


@pytest.fixture(scope="module")
def songs() -> list[tuple[str, np.ndarray]]:
    return [(f"song {seed}", _music(seed, 300)) for seed in range(6)]


@pytest.fixture(scope="module")
def index(songs) -> TrainingIndex:
    return TrainingIndex.of(songs, "0123")


def _quoting(songs: list[tuple[str, np.ndarray]], semitones: int, at: int = 50) -> Score:
    """Music of its own with 32 rows of song 3, from row 100 on, that begin and end with onsets."""
    name, tokens = songs[3]
    quoted = tokens.copy()
    quoted[[100, 131]] = [FIRST_PITCH + 40, FIRST_PITCH + 36, FIRST_PITCH + 30, FIRST_PITCH + 3]
    songs[3] = (name, quoted)
    tokens = _music(77, 200)
    tokens[at : at + 32] = _moved(quoted[100:132], semitones)
    # What is around it does not go on as the song does.
    tokens[[at - 1, at + 32]] = [FIRST_PITCH + 60, FIRST_PITCH + 61, FIRST_PITCH + 71, FIRST_PITCH + 9]
    return _score(tokens)


@pytest.mark.parametrize("semitones", [0, 5, -7])
def test_a_planted_quotation_is_found_with_its_rows_and_its_song_in_any_key(songs, semitones):
    planted = list(songs)
    score = _quoting(planted, semitones)
    run = TrainingIndex.of(planted).longest_run(score)
    assert run == SharedRun(50, 32, "song 3", 100, semitones)


def test_one_other_note_parts_a_run(songs):
    planted = list(songs)
    score = _quoting(planted, 0)
    tokens = codec.encode(score)
    tokens[60] = [FIRST_PITCH + 60, REST, REST, REST]
    run = TrainingIndex.of(planted).longest_run(_score(tokens))
    assert run.row > 60
    assert run.rows <= 82 - 61
    assert run.song_row - run.row == 50


def test_a_voice_that_is_moved_alone_is_no_copy(songs):
    planted = list(songs)
    tokens = codec.encode(_quoting(planted, 0))
    tokens[:, 0] += np.where(tokens[:, 0] >= FIRST_PITCH, 1, 0).astype(np.uint8)
    run = TrainingIndex.of(planted).longest_run(_score(tokens))
    assert run is None or run.rows < 8


def test_drums_are_not_moved(songs):
    tokens = songs[2][1].copy()
    tokens[:, NO] = np.where(tokens[:, NO] >= FIRST_PITCH, (tokens[:, NO] - 1) % 16 + FIRST_PITCH, tokens[:, NO])
    run = TrainingIndex.of(songs).longest_run(_score(tokens))
    assert run is None or run.rows < 12


def test_silence_and_held_notes_are_nobodys():
    held = np.full((200, 4), HOLD, np.uint8)
    held[0] = [FIRST_PITCH + 20, REST, REST, REST]
    held[[100, 150], 0] = FIRST_PITCH + 24
    index = TrainingIndex.of([("held", held), ("silent", np.zeros((300, 4), np.uint8))])
    assert index.longest_run(_score(held)) is None
    assert index.longest_run(Score.silent(300)) is None
    assert index.longest_run(Score.silent(0)) is None


def test_rests_and_holds_at_its_edges_do_not_lengthen_a_run():
    song = np.zeros((64, 4), np.uint8)
    song[20:25, 0] = FIRST_PITCH + 30 + np.array([0, 4, 7, 4, 0])
    song[25:40, 0] = HOLD
    run = TrainingIndex.of([("tune", song)]).longest_run(_score(song))
    assert run == SharedRun(20, 5, "tune", 20, 0)


def test_no_run_leads_from_one_song_to_the_next():
    first, second = _music(1, 20), _music(2, 20)
    run = TrainingIndex.of([("a", first), ("b", second)]).longest_run(_score(np.concatenate([first, second])))
    assert run == SharedRun(0, 20, "a", 0, 0)


def test_songs_that_meet_in_a_row_are_still_two():
    first, second = _music(1, 20), _music(2, 20)
    second[0] = first[-1]
    run = TrainingIndex.of([("a", first), ("b", second)]).longest_run(_score(np.concatenate([first, second[1:]])))
    assert run == SharedRun(0, 20, "a", 0, 0)


def test_the_least_moved_of_several_is_named(songs):
    tokens = songs[0][1][:40]
    low = _moved(tokens, -3)
    assert TrainingIndex.of([("low", low), ("same", tokens)]).longest_run(_score(tokens)).song == "same"
    assert TrainingIndex.of([("low", low)]).longest_run(_score(tokens)).semitones == 3


def test_an_index_without_songs_shares_nothing(songs):
    assert TrainingIndex.of([]).longest_run(_score(songs[0][1])) is None
    assert TrainingIndex.of([("short", songs[0][1][:1])]).longest_run(_score(songs[0][1])) is None


def _naive(songs: list[np.ndarray], window: np.ndarray) -> int:
    """The definition, passage by passage."""
    best = 0
    onset = (window >= FIRST_PITCH).any(axis=1)
    pitched = np.arange(4) != NO
    for first in np.flatnonzero(onset):
        for last in np.flatnonzero(onset[first:]) + first:
            run = window[first : last + 1].astype(int)
            if onset[first : last + 1].sum() < LEAST_ONSETS or len(run) <= best:
                continue
            notes = (run >= FIRST_PITCH) & pitched
            for song in songs:
                for place in range(len(song) - len(run) + 1):
                    there = song[place : place + len(run)].astype(int)
                    moved = there - run
                    same_kinds = ((there >= FIRST_PITCH) & pitched == notes).all() and (moved[~notes] == 0).all()
                    if same_kinds and len(set(moved[notes])) <= 1:
                        best = len(run)
    return best


@settings(max_examples=60)
@given(st.integers(0, 100_000))
def test_it_finds_what_the_definition_says(seed):
    random = np.random.default_rng(seed)

    def some(rows: int) -> np.ndarray:
        tokens = np.full((rows, 4), REST, np.uint8)
        voices = random.choice(4, 2, replace=False)
        tokens[:, voices] = random.choice(
            [REST, HOLD, FIRST_PITCH + 2, FIRST_PITCH + 3], (rows, 2), p=(0.2, 0.4, 0.2, 0.2)
        )
        return codec.encode(_score(tokens))

    songs = [some(int(random.integers(1, 30))) for _ in range(4)]
    window = some(16)
    window[4:12] = songs[0][:8] if len(songs[0]) >= 8 else window[4:12]
    window = codec.encode(_score(window))
    run = TrainingIndex.of([(str(i), song) for i, song in enumerate(songs)]).longest_run(_score(window))
    assert (run.rows if run else 0) == _naive(songs, window)
    if run:
        there = songs[int(run.song)][run.song_row : run.song_row + run.rows].astype(int)
        here = window[run.row : run.row + run.rows].astype(int)
        notes = (here >= FIRST_PITCH) & (np.arange(4) != NO)
        assert (here[notes] - there[notes] == run.semitones).all()
        assert (here[~notes] == there[~notes]).all()


def test_pitches_are_compared_across_voices_of_different_ranges():
    song = np.zeros((16, 4), np.uint8)
    song[::4, 0] = 60 - LOWEST[0] + FIRST_PITCH
    song[::4, 2] = 48 - LOWEST[2] + FIRST_PITCH
    moved = song.copy()
    moved[::4, [0, 2]] += 4
    assert TrainingIndex.of([("two", song)]).longest_run(_score(moved)) == SharedRun(0, 13, "two", 0, 4)


def test_a_saved_index_finds_the_same(songs, index, tmp_path):
    path = tmp_path / "rows.npz"
    index.save(path)
    loaded = TrainingIndex.load(path)
    assert loaded.data_hash == "0123"
    score = _score(songs[4][1][30:90])
    assert loaded.longest_run(score) == index.longest_run(score)
    assert loaded.longest_run(score).song == "song 4"


def test_an_index_holds_no_music(index, songs):
    """The same notes in another order leave other numbers: none stands for a row or a note."""
    swapped = songs[0][1][::-1].copy()
    other = TrainingIndex.of([("backwards", swapped)])
    assert len(np.intersect1d(other.hash, index.hash)) == 0


def test_an_index_that_does_not_agree_with_itself_is_refused(index, tmp_path):
    path = tmp_path / "rows.npz"
    for change in ({"count": index.count + 1}, {"names": index.names[1:]}, {"gap": index.gap[:-1]}):
        dataclasses.replace(index, **change).save(path)
        with pytest.raises(ArrayFileError, match="do not agree"):
            TrainingIndex.load(path)


def test_the_shipped_index_knows_a_song_of_nesmdb(nesmdb, tmp_path):
    name = "001_1942_01_02MainBGM"
    path = tmp_path / f"{name}.nesmdb.mid"
    with tarfile.open(nesmdb / "nesmdb_midi.tar.xz") as archive:
        path.write_bytes(archive.extractfile(f"nesmdb_midi/train/{name}.mid").read())
    score = read_song(path).song.score
    shipped = TrainingIndex.load(paths.training_index())
    run = shipped.longest_run(score)
    assert run.song == name
    assert run.semitones == 0
    assert run.rows >= 64
    # Some 32 rows of it from an onset, where nothing is held, to an onset, two semitones higher in other music.
    theirs, tokens = codec.encode(score), _music(5, 200)
    onsets = np.flatnonzero((theirs >= FIRST_PITCH).any(axis=1))
    first = next(row for row in onsets if row >= 16 and not (theirs[row] == HOLD).any())
    last = onsets[onsets >= first + 31][0]
    assert shipped.longest_run(_score(tokens)) is None
    tokens[80 : 81 + last - first] = _moved(theirs[first : last + 1], 2)
    found = shipped.longest_run(_score(tokens))
    assert (found.row, found.rows, found.semitones) == (80, last - first + 1, 2)
    assert found.song.startswith("001_1942_")


def test_novelty_falls_with_the_rows_that_are_shared():
    run = SharedRun(0, 16, "x", 0, 0)
    assert novelty(None) == 1
    assert novelty(run) == 1 - 16 / FAR_ROWS
    assert novelty(dataclasses.replace(run, rows=500)) == 0
