import numpy as np
import pytest
from PySide6.QtGui import QColor

from nes_composer.ui.note_raster import Bars, image, premultiplied, raster

RED, BLUE, WHITE = 0xFFFF0000, 0xFF0000FF, 0xFFFFFFFF


def bars(*places, color=RED, hatch=None, edge=None):
    left, right, lane = (np.array(column) for column in zip(*places, strict=True))
    one = np.full(len(left), color, np.uint32)
    return Bars(
        left.astype(float),
        right.astype(float),
        lane,
        one,
        one if hatch is None else np.full(len(left), hatch, np.uint32),
        one if edge is None else np.full(len(left), edge, np.uint32),
    )


def lanes(count, height):
    bottoms = np.arange(count, 0, -1) * height
    return bottoms - height, bottoms - 1


def test_bars_are_where_they_are_told_with_a_gap_after_each():
    picture = raster(bars((2, 10, 0), (10, 12, 1)), *lanes(2, 4), 20, 8)
    assert picture.shape == (8, 20)
    assert picture.dtype == np.uint32
    assert np.flatnonzero(picture[5]).tolist() == list(range(2, 9))
    assert np.flatnonzero(picture[1]).tolist() == [10, 11]
    assert not picture[[3, 7]].any()


def test_a_bar_narrower_than_a_pixel_is_seen():
    picture = raster(bars((5.1, 5.2, 0), (7.9, 7.95, 0)), *lanes(1, 4), 20, 4)
    assert np.flatnonzero(picture[1]).tolist() == [5, 8]


def test_of_two_at_one_pixel_the_later_is_seen():
    both = Bars(*np.array([[3.0, 3.0], [4.0, 4.0]]), np.zeros(2, int), *np.array([[RED, BLUE]] * 3, np.uint32))
    assert raster(both, *lanes(1, 4), 8, 4)[1, 3] == BLUE


@pytest.mark.parametrize("place", [(-30, -20), (-4, 3), (17, 44), (-9, 99), (40, 50)])
def test_what_is_outside_is_left_out(place):
    picture = raster(bars((*place, 0)), *lanes(1, 4), 20, 4)
    seen = [x for x in range(20) if place[0] <= x < max(place[1] - 1, place[0] + 1)]
    assert np.flatnonzero(picture[1]).tolist() == seen


def test_corners_are_cut_of_bars_with_room():
    picture = raster(bars((0, 21, 0)), np.array([0]), np.array([10]), 24, 10)
    widths = [int((row > 0).sum()) for row in picture]
    assert widths == [16, 18, 20, 20, 20, 20, 20, 20, 18, 16]


def test_an_edge_goes_all_around():
    picture = raster(bars((0, 21, 0), edge=WHITE), np.array([0]), np.array([10]), 24, 10)
    inside = picture[1:-1, 1:19]
    assert set(np.unique(picture)) == {0, RED, WHITE}
    assert (picture[5, [0, 19]] == WHITE).all()
    assert (picture[[0, 9]][:, 2:18] == WHITE).all()
    assert (inside[2:-2] == RED).all()


def test_a_hatch_is_diagonal():
    picture = raster(bars((0, 21, 0), hatch=BLUE), np.array([0]), np.array([10]), 24, 10)
    assert (picture[5, 3:12] != picture[6, 3:12]).any()
    assert (picture[5, 4:12] == picture[6, 3:11]).all()
    assert {RED, BLUE} == set(np.unique(picture[5, :20]))


def test_colors_are_premultiplied():
    assert premultiplied([QColor(255, 0, 10)]).tolist() == [0xFFFF000A]
    assert premultiplied([QColor(255, 0, 100, 51)]).tolist() == [0x33330014]


def test_the_image_has_the_colors():
    picture = raster(bars((0, 21, 0)), np.array([0]), np.array([10]), 24, 10)
    assert image(picture, 1.0).pixelColor(10, 5) == QColor(255, 0, 0)
    assert image(picture, 1.0).pixelColor(0, 0).alpha() == 0


def test_any_bars_in_any_lanes_give_a_picture():
    random = np.random.default_rng(0)
    for _ in range(50):
        count, width, height = int(random.integers(1, 40)), int(random.integers(1, 60)), int(random.integers(1, 60))
        lane_count = int(random.integers(1, 12))
        left = random.uniform(-20, 70, count)
        tops = np.sort(random.integers(-10, 60, lane_count))[::-1]
        many = bars(*zip(left, left + random.uniform(0, 30, count), random.integers(0, lane_count, count), strict=True))
        assert raster(many, tops, tops + random.integers(2, 9), width, height).shape == (height, width)
