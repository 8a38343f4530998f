import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.ui.latent_map_raster import MapArea, nearest, picture

AREA = MapArea(-2, -1, 4, 2, 400, 100)
PALETTE = np.arange(256, dtype=np.uint32)


def _floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_the_first_axis_goes_right_and_the_second_up():
    assert AREA.x(_floats(-2, 0, 2)).tolist() == [0, 200, 400]
    assert AREA.y(_floats(-1, 0, 1)).tolist() == [100, 50, 0]
    assert AREA.sigmas(300, 25) == (1, 0.5)


@given(factor=st.floats(0.2, 5), x=st.floats(0, 400), y=st.floats(0, 100))
def test_what_is_at_the_mouse_stays_there_when_the_map_is_zoomed(factor, x, y):
    assert AREA.zoomed(factor, x, y).sigmas(x, y) == pytest.approx(AREA.sigmas(x, y), abs=1e-6)
    assert AREA.zoomed(factor, x, y).across == pytest.approx(4 * factor)


def test_zooming_ends_somewhere():
    near, far = AREA, AREA
    for _ in range(100):
        near, far = near.zoomed(0.5, 10, 10), far.zoomed(2, 10, 10)
    assert min(near.across, near.up) > 0.01
    assert max(far.across, far.up) < 100


def test_the_contents_move_with_the_hand():
    before = AREA.sigmas(100, 50)
    assert AREA.moved(30, -20).sigmas(130, 30) == pytest.approx(before)


def test_an_area_around_points_holds_all_of_them():
    x, y = _floats(-3, 1, 4), _floats(0.5, 2, -6)
    area = MapArea.around(x, y, 300, 200)
    assert (area.x(x) > 0).all()
    assert (area.x(x) < 300).all()
    assert (area.y(y) > 0).all()
    assert (area.y(y) < 200).all()
    assert MapArea.around(_floats(), _floats(), 300, 200).across > 1


def test_a_dot_is_painted_where_it_is_and_nowhere_else():
    image = picture(_floats(40.5), _floats(20.5), 100, 60, PALETTE)
    assert image.shape == (60, 100)
    rows, columns = np.nonzero(image)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (19, 21, 39, 41)


def test_dots_outside_are_left_out():
    assert not picture(_floats(-5, 50, 500), _floats(10, -1, 10), 100, 60, PALETTE).any()
    assert not picture(_floats(), _floats(), 100, 60, PALETTE).any()


def test_where_there_are_more_dots_they_are_brighter():
    x = np.concatenate([np.full(50, 80.5), [20.5]]).astype(np.float32)
    image = picture(x, np.full(51, 30.5, np.float32), 100, 60, PALETTE)
    assert image[30, 80] > 2 * image[30, 20] > 0


def test_the_nearest_point_is_found_within_reach():
    x, y = _floats(10, 20, 30), _floats(10, 10, 10)
    assert nearest(x, y, 22, 12, 5) == 1
    assert nearest(x, y, 22, 40, 5) is None
    assert nearest(_floats(), _floats(), 0, 0, 5) is None
