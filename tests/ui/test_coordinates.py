import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.ui.coordinates import Coordinates

_coordinates = st.builds(
    Coordinates,
    first_row=st.floats(0, 1e5),
    rows=st.floats(8, 1e4),
    lowest=st.floats(1, 100),
    pitches=st.floats(4, 90),
    width=st.floats(10, 4000),
    height=st.floats(10, 2000),
)


@given(_coordinates, st.floats(0, 1), st.floats(0, 1))
def test_pixels_and_rows_are_inverse(seen, across, down):
    x, y = across * seen.width, down * seen.height
    assert seen.x(seen.row(x)) == pytest.approx(x, abs=1e-6 * seen.width + 1e-4)
    assert seen.y(seen.pitch(y)) == pytest.approx(y, abs=1e-6 * seen.height + 1e-4)


@given(_coordinates)
def test_the_edges_of_the_widget_are_the_edges_of_what_is_seen(seen):
    assert seen.row(0.0) == seen.first_row
    assert seen.row(seen.width) == pytest.approx(seen.first_row + seen.rows)
    assert seen.pitch(0.0) == pytest.approx(seen.lowest + seen.pitches)
    assert seen.pitch(seen.height) == pytest.approx(seen.lowest)


@given(_coordinates, st.integers(0, 1000), st.integers(1, 108))
def test_the_middle_of_a_painted_cell_is_that_cell(seen, row, pitch):
    left, top, width, height = seen.span(float(row), 1.0, float(pitch))
    assert seen.cell(left + width / 2, top + height / 2) == (row, pitch)


def test_time_runs_right_and_pitch_runs_up():
    seen = Coordinates(first_row=10, rows=10, lowest=60, pitches=12, width=100, height=120)
    assert seen.x(12.0) == 20
    assert (seen.y(60.0), seen.y(72.0)) == (120, 0)
    assert seen.span(12.0, 3.0, 71.0) == (20, 0, 30, 10)


def test_arrays_are_converted_at_once():
    seen = Coordinates(0, 64, 48, 36, 640, 360)
    left, top, width, height = seen.span(np.array([0.0, 8.0]), np.array([4.0, 2.0]), np.array([48.0, 83.0]))
    assert left.tolist() == [0, 80]
    assert top.tolist() == [350, 0]
    assert width.tolist() == [40, 20]
    assert height == 10
