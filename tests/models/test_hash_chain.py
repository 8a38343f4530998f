import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.models.codec import FIRST_PITCH, HOLD, REST
from nes_composer.models.hash_chain import LINKS, Chain, followed, link_hashes, moves_of, onset_rows
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score

TUNE = np.array([[FIRST_PITCH + p, REST, HOLD, REST] for p in (5, 9, 5, 9, 12, 5, 9, 5)], np.uint8)


def _hashes(tokens: np.ndarray, move: int = 0) -> np.ndarray:
    return link_hashes(tokens, onset_rows(tokens), move)


def test_links_are_equal_where_the_rows_between_onsets_are():
    found = _hashes(TUNE)
    assert len(found) == 7
    assert found[0] == found[2] == found[5]
    assert len(set(found.tolist())) == 4


def test_what_lies_between_the_onsets_counts_and_what_lies_outside_does_not():
    held, rested = TUNE.copy(), TUNE.copy()
    held[1, 0], rested[1, 0] = HOLD, REST
    assert _hashes(held)[0] != _hashes(rested)[0]
    assert _hashes(np.concatenate([np.zeros((3, 4), np.uint8), TUNE])).tolist() == _hashes(TUNE).tolist()


def test_a_move_is_that_of_the_tokens_but_drums_stay():
    moved = TUNE.copy()
    moved[:, P1] += 4
    assert _hashes(moved).tolist() == _hashes(TUNE, 4).tolist()
    drums = np.roll(TUNE, NO - P1, axis=1)
    assert _hashes(drums).tolist() == _hashes(drums, 4).tolist()


def test_every_interval_to_a_note_within_the_chip_s_range_is_tried():
    score = draw(Score.silent(8), [Note(P1, 0, 2, 60), Note(TR, 2, 2, 50), Note(NO, 4, 2, 3)])
    assert moves_of(score) == list(range(50 - 108, 60 - 21 + 1))
    assert moves_of(draw(Score.silent(8), [Note(NO, 4, 2, 3)])) == [0]


@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), st.integers(0, 6), st.integers(0, 6), st.integers(1, 5))
def test_stretches_have_the_same_key_exactly_if_they_are_equal(hashes, one, other, links):
    chain = Chain.of(np.array(hashes, np.uint32), np.arange(13))
    first, second = chain.keys(np.array([one, other]), np.array([links, links]))
    assert (first == second) == (hashes[one : one + links] == hashes[other : other + links])


def test_as_many_links_as_rows_are_asked_for():
    chain = Chain.of(np.zeros(6, np.uint32), np.array([0, 4, 5, 6, 7, 15, 16]))
    assert chain.links(np.array([0, 1]), 8).tolist() == [4, 4]
    assert chain.links(np.array([0, 1]), 9).tolist() == [5, 4]
    assert chain.links(np.array([0]), 1).tolist() == [LINKS]


def test_where_so_many_follow():
    flags = np.array([[1, 1, 1, 0, 1, 1], [1, 1, 0, 1, 1, 1]], bool)
    assert followed(flags, 3).astype(int).tolist() == [[1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]]
    assert not followed(flags[:, :2], 3).any()
