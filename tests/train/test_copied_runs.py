import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.score.score import LOWEST, NO
from train.copied_runs import LEAST_ONSETS, longest_runs

ALL = (0, 1, 2, 3)


def _music(seed: int, rows: int, tokens: int = 30) -> np.ndarray:
    """Onsets, holds and rests by chance, uint8 [rows, 4]; the first row is all onsets."""
    random = np.random.default_rng(seed)
    music = random.integers(FIRST_PITCH + 10, FIRST_PITCH + 10 + tokens, (rows, 4))
    music[:, NO] = random.integers(FIRST_PITCH, FIRST_PITCH + 16, rows)
    kind = random.random((rows, 4))
    kind[0] = 1
    return np.where(kind < 0.3, HOLD, np.where(kind < 0.5, REST, music)).astype(np.uint8)


def _transposed(tokens: np.ndarray, semitones: int) -> np.ndarray:
    moved = tokens.astype(np.int64)
    moved[:, :NO][moved[:, :NO] >= FIRST_PITCH] += semitones
    return moved.astype(np.uint8)


def _planted(quotation: np.ndarray, at: int, rows: int = 64) -> np.ndarray:
    window = _music(99, rows)
    window[at : at + len(quotation)] = quotation
    # What is around it does not go on as the song does.
    for row in (at - 1, at + len(quotation)):
        window[row] = [FIRST_PITCH + 60, FIRST_PITCH + 60, FIRST_PITCH + 70, FIRST_PITCH]
    return window


def _ends_with_onsets(tokens: np.ndarray) -> np.ndarray:
    tokens = tokens.copy()
    tokens[[0, -1]] = [FIRST_PITCH + 20, FIRST_PITCH + 22, FIRST_PITCH + 24, FIRST_PITCH + 3]
    return tokens


@pytest.mark.parametrize("semitones", [0, 5, -7])
def test_a_quotation_is_found_with_its_length_in_any_key(semitones):
    songs = [_music(seed, 300) for seed in range(5)]
    songs[3][100:132] = _ends_with_onsets(songs[3][100:132])
    quotation = _transposed(songs[3][100:132], semitones)
    windows = np.array([_planted(quotation, 17), _music(77, 64)])
    found = longest_runs(songs, windows, ALL)
    assert found[0] == 32
    assert found[1] < 6


def test_voices_and_noise_that_move_apart_are_no_copy():
    songs = [_music(1, 200)]
    songs[0][50:82] = _ends_with_onsets(songs[0][50:82])
    moved = songs[0][50:82].copy()
    moved[:, 0][moved[:, 0] >= FIRST_PITCH] += 1
    drums = songs[0][50:82].copy()
    drums[:, NO] = np.where(drums[:, NO] >= FIRST_PITCH, 19 - drums[:, NO], drums[:, NO])
    found = longest_runs(songs, np.array([_planted(moved, 10), _planted(drums, 10)]), ALL)
    assert (found < 8).all()


def test_no_run_leads_from_one_song_to_the_next_nor_copies_another_window():
    first, second = _ends_with_onsets(_music(1, 20)), _ends_with_onsets(_music(2, 20))
    window = np.concatenate([first, second])
    assert longest_runs([first, second], np.array([window, window]), ALL).tolist() == [20, 20]
    assert (longest_runs([_music(3, 100)], np.array([window, window]), ALL) < 6).all()


def test_rests_and_holds_at_its_edges_do_not_lengthen_a_run():
    song = np.zeros((64, 4), np.uint8)
    song[20:25, 0] = FIRST_PITCH + 30 + np.array([0, 4, 7, 4, 0])
    song[25:40, 0] = HOLD
    window = song.copy()
    assert longest_runs([song], window[None], ALL).tolist() == [5]
    song[24, 0] = REST
    assert longest_runs([song], window[None], ALL).tolist() == [LEAST_ONSETS]


def test_few_onsets_are_no_copy():
    song = np.zeros((64, 4), np.uint8)
    song[10:30:7, 0] = FIRST_PITCH + 30
    assert longest_runs([song], song[None], ALL).tolist() == [0]


def test_a_run_may_begin_with_noise_alone():
    song, window = _music(5, 100), _music(6, 64)
    quotation = song[30:50]
    quotation[:6, :NO] = REST
    quotation[[0, 3], NO] = [FIRST_PITCH, FIRST_PITCH + 4]
    quotation[-1, 0] = FIRST_PITCH + 30
    window = _planted(_transposed(quotation, 3), 20)
    assert longest_runs([song], window[None], ALL).tolist() == [20]


def _naive(songs: list[np.ndarray], window: np.ndarray, voices: tuple[int, ...]) -> int:
    """The definition, passage by passage."""
    pitched = np.array(voices) != NO
    best = 0
    onset = (window >= FIRST_PITCH).any(axis=1)
    for first in np.flatnonzero(onset):
        for last in np.flatnonzero(onset[first:]) + first:
            run = window[first : last + 1]
            if (run >= FIRST_PITCH).sum() < LEAST_ONSETS or len(run) <= best:
                continue
            notes = (run >= FIRST_PITCH) & pitched
            for song in songs:
                for place in range(len(song) - len(run) + 1):
                    there = song[place : place + len(run)]
                    moved = there.astype(int) - run
                    same_kinds = ((there >= FIRST_PITCH) & pitched == notes).all() and (moved[~notes] == 0).all()
                    if same_kinds and len(set(moved[notes])) <= 1:
                        best = len(run)
    return best


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([(0,), (0, 3), (0, 1, 2, 3), (3,)]))
def test_it_finds_what_the_definition_says(seed, voices):
    random = np.random.default_rng(seed)

    def some(rows: int) -> np.ndarray:
        return random.choice([REST, HOLD, FIRST_PITCH + 12, FIRST_PITCH + 13], (rows, len(voices))).astype(np.uint8)

    songs = [some(int(random.integers(1, 30))) for _ in range(3)]
    windows = np.array([some(12) for _ in range(3)])
    windows[0, 3:9] = songs[0][:6][: len(windows[0, 3:9])] if len(songs[0]) >= 6 else windows[0, 3:9]
    assert longest_runs(songs, windows, voices).tolist() == [_naive(songs, window, voices) for window in windows]


def test_pitches_are_compared_across_voices_of_different_ranges():
    song = np.zeros((8, 4), np.uint8)
    song[::2, 0] = 60 - LOWEST[0] + FIRST_PITCH
    song[::2, 2] = 48 - LOWEST[2] + FIRST_PITCH
    assert longest_runs([song], _transposed(song, 4)[None], ALL).tolist() == [7]
