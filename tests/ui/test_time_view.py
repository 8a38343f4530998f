import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.ui.time_view import SHORTEST_SPAN, TimeView


@pytest.fixture
def view():
    view = TimeView()
    view.set_length(256)
    view.show_rows(64, 64)
    return view


@given(st.floats(-1e4, 1e4), st.floats(0.1, 1e4), st.floats(0.01, 100), st.floats(0, 300), st.integers(0, 5000))
def test_what_is_seen_stays_within_the_song(first, span, factor, at, length):
    view = TimeView()
    view.set_length(length)
    for act in (lambda: view.show_rows(first, span), lambda: view.zoom(factor, at), lambda: view.scroll(first)):
        act()
        assert SHORTEST_SPAN <= view.span <= max(length, SHORTEST_SPAN)
        assert view.first >= 0
        assert view.last <= max(length, SHORTEST_SPAN) + 1e-6


def test_zoom_keeps_the_row_under_the_mouse(view):
    place = (100 - view.first) / view.span
    view.zoom(0.5, 100)
    assert view.span == 32
    assert (100 - view.first) / view.span == pytest.approx(place)


def test_a_playhead_that_leaves_turns_the_page(view):
    view.follow(127.9, 128.1)
    assert view.first <= 128.1 < view.first + view.span / 8


def test_a_loop_back_turns_the_page_back(view):
    view.follow(127, 0)
    assert view.first == 0


def test_someone_who_looks_elsewhere_is_not_disturbed(view):
    view.follow(10, 11)
    view.follow(200, 201)
    assert view.first == 64


def test_nothing_is_announced_when_nothing_changes(view, qtbot):
    with qtbot.assertNotEmitted(view.changed):
        view.show_rows(64, 64)
    with qtbot.waitSignal(view.changed):
        view.scroll(1)
