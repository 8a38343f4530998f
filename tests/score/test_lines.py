from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.score.lines import Lines

PERIODS = st.fractions(min_value=1, max_value=64, max_denominator=6)


def test_thirds_of_four_rows_are_on_the_nearest_rows():
    thirds = Lines(Fraction(4, 3))
    assert [thirds.line(number) for number in range(7)] == [0, 1, 3, 4, 5, 7, 8]
    assert [thirds.down(row) for row in (0, 0.9, 1, 2.9, 3, 4)] == [0, 0, 1, 1, 3, 4]
    assert [thirds.nearest(row) for row in (0.4, 0.5, 1.9, 2, 3.4)] == [0, 1, 1, 3, 3]
    assert [thirds.up(row) for row in (0, 0.1, 1.5, 3.5)] == [0, 1, 3, 4]


def test_lines_closer_than_a_row_are_on_every_row():
    assert [Lines(Fraction(1, 3)).nearest(row) for row in (0.2, 0.6, 1)] == [0, 1, 1]


@given(period=PERIODS, row=st.integers(-300, 300))
def test_down_nearest_and_up_are_lines_around_the_row(period, row):
    lines = Lines(period)
    places = {lines.line(number) for number in range(-310, 311)}
    assert lines.down(row) == max(place for place in places if place <= row)
    assert lines.up(row) == min(place for place in places if place >= row)
    assert abs(lines.nearest(row) - row) == min(abs(place - row) for place in places)


@given(period=PERIODS, number=st.integers(-20, 20), steps=st.integers(-20, 20))
def test_from_a_line_so_many_steps_lead_to_the_line_so_many_further(period, number, steps):
    lines = Lines(period)
    assert lines.beyond(lines.line(number), steps) == lines.line(number + steps)


@pytest.mark.parametrize(("steps", "place"), [(1, 4), (2, 8), (-1, 0), (-2, -4)])
def test_from_between_two_lines_the_first_step_leads_to_the_next_line(steps, place):
    assert Lines(Fraction(4)).beyond(3, steps) == place
