import numpy as np
import pytest

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.score.score import LOWEST, NO, P1
from train.histograms import HISTOGRAMS, histograms, overlap
from train.notes import notes_of


def _of(*rows: list[int], voice: int = P1) -> dict:
    """Histograms of windows of one voice, given as pitches, 0 for rest and 1 for hold."""
    tokens = np.array([[t if t < 2 else t - LOWEST[voice] + FIRST_PITCH for t in row] for row in rows], np.uint8)
    return histograms(notes_of(tokens[..., None], (voice,)), len(rows), tokens.shape[1], (voice,))


def test_shares_sum_to_one_and_agree_with_themselves():
    found = _of([60, HOLD, 64, REST], [67, REST, 60, 72])
    assert set(found) == set(HISTOGRAMS)
    for shares in found.values():
        assert shares.sum() == pytest.approx(1)
        assert overlap(shares, shares) == pytest.approx(1)


def test_what_has_nothing_in_common_overlaps_by_nothing():
    low, high = _of([60, 62, 60, 62]), _of([61, HOLD, 66, HOLD])
    for name in HISTOGRAMS:
        assert overlap(low[name], high[name]) == 0


def test_overlap_is_the_common_share():
    assert overlap(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.25, 0.5])) == pytest.approx(0.5)
    assert overlap(np.zeros(3), np.zeros(3)) == 1
    assert overlap(np.zeros(3), np.array([1.0, 0.0, 0.0])) == 0


def test_each_histogram_counts_what_it_says():
    found = _of([60, HOLD, 72, 65], [REST] * 4)
    assert found["pitch_class"][0].nonzero()[0].tolist() == [0, 5]
    assert found["pitch_class"][0, 0] == pytest.approx(2 / 3)
    assert (found["interval"][0].nonzero()[0] - 24).tolist() == [-7, 12]
    assert (found["note_length"][0].nonzero()[0] + 1).tolist() == [1, 2]
    # Three onsets in four rows are twelve sixteenths; the other window is silent.
    assert found["density"][0, [0, 12]].tolist() == [0.5, 0.5]


def test_no_interval_leads_from_one_window_to_the_next():
    assert _of([60, REST], [67, REST])["interval"].sum() == 0


def test_large_intervals_and_long_notes_are_the_last_classes():
    found = _of([36] + [HOLD] * 99 + [96])
    assert found["interval"][0, 48] == 1
    assert found["note_length"][0, [0, 63]].tolist() == [0.5, 0.5]


def test_noise_has_periods_for_pitch_classes():
    assert _of([2, 16, 14, 2], voice=NO)["pitch_class"][0].nonzero()[0].tolist() == [1, 13, 15]
