import numpy as np
import pytest

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST, encode
from train.histograms import HISTOGRAMS
from train.notes import notes_of
from train.sample_statistics import copied, degenerate, describe, in_key, overlap_ratios

ALL = (0, 1, 2, 3)
C = FIRST_PITCH + 60 - 33


def _windows(melody, count: int = 6) -> np.ndarray:
    """The melody in different keys."""
    tokens = np.tile(encode(melody.score), (count, 1, 1))
    for shift in range(count):
        tokens[shift, :, :3][tokens[shift, :, :3] >= FIRST_PITCH] += shift
    return tokens


def _one_voice(*rows: int) -> np.ndarray:
    return np.array(rows, np.uint8)[None, :, None]


def test_windows_agree_with_themselves(melody):
    windows = _windows(melody)
    found = describe(windows, ALL, 4, windows)
    for name in HISTOGRAMS:
        assert found["overlap"][name] == dict.fromkeys(("P1", "P2", "TR", "NO", "mean"), 1.0)
    assert overlap_ratios(found, found) == dict.fromkeys(HISTOGRAMS, 1.0)


def test_few_windows_at_once_agree_less(melody):
    windows = _windows(melody)
    all_at_once = describe(windows, ALL, 4, windows)["overlap"]["pitch_class"]["mean"]
    few = describe(windows, ALL, 4, windows, 2)["overlap"]["pitch_class"]["mean"]
    assert few < all_at_once
    one = [describe(windows[i : i + 2], ALL, 4, windows)["overlap"]["pitch_class"]["mean"] for i in (0, 2, 4)]
    assert few == pytest.approx(np.mean(one), abs=1e-4)
    # Without anything to compare with nothing is compared.
    assert "overlap" not in describe(windows, ALL, 4)


def test_sounding_is_the_share_of_rows_of_each_voice_and_of_all():
    tokens = np.full((1, 8, 4), REST, np.uint8)
    tokens[0, 0] = FIRST_PITCH
    tokens[0, 1:4, 0] = HOLD
    tokens[0, 1:2, 1:] = HOLD
    assert describe(tokens, ALL, 4)["sounding"] == {"P1": 0.5, "P2": 0.25, "TR": 0.25, "NO": 0.25, "all": 0.25}


def test_a_scale_is_in_its_key_whatever_it_is():
    major = np.array([0, 2, 4, 5, 7, 9, 11, 12])
    for tonic in range(12):
        scale = _one_voice(*(C + tonic + major))
        assert in_key(notes_of(scale, (0,)), 1, (0,)) == 1
    chromatic = _one_voice(*(C + np.arange(12)))
    assert in_key(notes_of(chromatic, (0,)), 1, (0,)) == pytest.approx(7 / 12)
    # Each window has its own key, and noise has none.
    two = np.concatenate([_one_voice(*(C + major)), _one_voice(*(C + 6 + major))])
    assert in_key(notes_of(two, (0,)), 2, (0,)) == 1
    assert in_key(notes_of(_one_voice(*(FIRST_PITCH + np.arange(12))), (3,)), 1, (3,)) == 0


def test_what_is_no_music_is_told_from_what_is(melody):
    music = _windows(melody, 1)[0]
    silence = np.zeros_like(music)
    one_note = silence.copy()
    one_note[0, 0] = C
    one_note[1:, 0] = HOLD
    drone = np.full_like(music, HOLD)
    drone[0] = FIRST_PITCH + 5
    repeated = music.copy()
    repeated[:, :3][repeated[:, :3] >= FIRST_PITCH] = C
    only_bass_stays = music.copy()
    only_bass_stays[:, 2][only_bass_stays[:, 2] >= FIRST_PITCH] = C
    drums = silence.copy()
    drums[::2, 3] = FIRST_PITCH + 4
    windows = np.array([music, silence, one_note, drone, repeated, only_bass_stays, drums])
    assert degenerate(windows, ALL, 4).tolist() == [False, True, True, True, True, False, False]


def test_copies_are_summed_up(melody):
    windows = _windows(melody, 3)
    song = windows[0].copy()
    windows[2] = np.random.default_rng(0).integers(FIRST_PITCH, FIRST_PITCH + 16, (64, 4))
    found = copied([song], windows, ALL, 16)
    last = int(np.flatnonzero((song >= FIRST_PITCH).any(axis=1))[-1])
    assert found["longest"] == found["p95"] == found["median"] == last + 1
    assert found["within_a_bar"] == pytest.approx(1 / 3, abs=1e-4)
