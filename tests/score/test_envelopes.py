import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.envelopes import drawn, resized, with_loop, with_release
from nes_composer.score.instrument import LONGEST, Envelope

TICKS = st.integers(-50, 1_200)
PLACES = st.tuples(TICKS, st.integers(-96, 96))
EDITS = st.one_of(
    st.tuples(st.just(drawn), PLACES, PLACES),
    st.tuples(st.just(resized), TICKS),
    st.tuples(st.just(with_loop), st.none() | TICKS),
    st.tuples(st.just(with_release), st.none() | TICKS),
)


@given(st.lists(EDITS, max_size=12))
def test_any_edits_give_a_legal_envelope(edits):
    """One that is not legal cannot be made; and none of its ways out is the hand's."""
    envelope = Envelope((7,))
    for edit, *arguments in edits:
        envelope = edit(envelope, *arguments)
        assert 1 <= len(envelope.values) <= LONGEST
        assert all(-96 <= value <= 96 for value in envelope.values)
        assert [type(value) for value in envelope.values] == [int] * len(envelope.values)


@pytest.mark.parametrize(("start", "end"), [((1, 0), (5, 8)), ((5, 8), (1, 0))])
def test_a_line_is_straight_and_leaves_the_rest(start, end):
    envelope = Envelope((15,) * 8, loop=2, release=6)
    assert drawn(envelope, start, end) == Envelope((15, 0, 2, 4, 6, 8, 15, 15), 2, 6)


def test_a_line_beyond_the_end_makes_it_longer():
    assert drawn(Envelope((3, 9)), (4, 1), (5, 2)) == Envelope((3, 9, 9, 9, 1, 2))


@pytest.mark.parametrize("values", [(3, 8), (8, 3)])
def test_a_line_on_one_tick_ends_where_the_hand_is(values):
    first, last = values
    assert drawn(Envelope((0, 0, 0)), (1, first), (1, last)).values == (0, last, 0)


def test_a_line_before_the_onset_begins_at_it():
    assert drawn(Envelope((1, 1, 1)), (-9, 5), (1, 5)).values == (5, 5, 1)


def test_the_length_keeps_points_that_are_still_within():
    envelope = Envelope((1, 2, 3, 4, 5), loop=1, release=3)
    assert resized(envelope, 7) == Envelope((1, 2, 3, 4, 5, 5, 5), 1, 3)
    assert resized(envelope, 4) == Envelope((1, 2, 3, 4), 1, 3)
    assert resized(envelope, 3) == Envelope((1, 2, 3), 1)
    assert resized(envelope, 1) == Envelope((1,))
    assert resized(envelope, -4) == Envelope((1,))
    assert len(resized(envelope, 10**6).values) == LONGEST


def test_a_loop_point_stays_before_the_release():
    envelope = Envelope((1, 2, 3, 4, 5), release=3)
    assert with_loop(envelope, 1).loop == 1
    assert with_loop(envelope, 4).loop == 2
    assert with_loop(envelope, -1).loop == 0
    assert with_loop(with_loop(envelope, 1), None) == envelope


def test_a_release_point_pushes_the_loop_before_it():
    envelope = Envelope((1, 2, 3, 4, 5), loop=3)
    assert with_release(envelope, 4) == Envelope((1, 2, 3, 4, 5), 3, 4)
    assert with_release(envelope, 2) == Envelope((1, 2, 3, 4, 5), 1, 2)
    assert with_release(envelope, 99).release == 4
    assert with_release(with_release(envelope, 4), None) == envelope


def test_a_single_value_gets_another_to_end_on():
    assert with_release(Envelope((9,)), 0) == Envelope((9, 9), None, 1)
    assert with_release(Envelope((9,), loop=0), 5) == Envelope((9, 9), 0, 1)
