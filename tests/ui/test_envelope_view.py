import pytest

from nes_composer.ui.envelope_view import EnvelopeView, Part, seen_ticks

VIEWS = [EnvelopeView(200, 160, 16, 16), EnvelopeView(333, 97, 1_152, 4801), EnvelopeView(90, 300, 23, 2)]


@pytest.mark.parametrize("view", VIEWS)
def test_there_and_back(view):
    for tick in range(view.ticks):
        assert view.tick(view.x(tick + 0.5)) == tick
        assert view.edge(view.x(tick) + 0.1 * view.tick_width) == tick
    for row in range(view.rows):
        assert view.row(view.y(row + 0.5)) == row


@pytest.mark.parametrize("view", VIEWS)
def test_rows_beyond_are_the_nearest_and_ticks_are_not(view):
    assert view.row(-50) == view.rows - 1
    assert view.row(view.height + 50) == 0
    assert view.tick(-3) < 0
    assert view.tick(view.width + 3) >= view.ticks


@pytest.mark.parametrize("view", VIEWS)
def test_every_part_is_there_from_top_to_bottom(view):
    order = [Part.TITLE, Part.LENGTH, Part.BARS, Part.LOOP, Part.RELEASE]
    found = [view.part(y) for y in range(int(view.height))]
    assert sorted(found, key=order.index) == found
    assert set(found) == set(order)


def test_there_is_always_room_to_draw_on():
    assert all(seen_ticks(count) > count for count in range(1, 1001))
