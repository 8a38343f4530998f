import pytest


@pytest.fixture
def changed(roll):
    """The rows and pitches of two places tell whether they look otherwise than before."""
    roll.playhead_item.hide()
    before = roll.grab().toImage()

    def tell(row, pitch):
        seen = roll.coordinates
        place = round(seen.x(float(row))), round(seen.y(pitch + 0.5))
        return roll.grab().toImage().pixelColor(*place) != before.pixelColor(*place)

    return tell


def test_chosen_rows_are_tinted_at_all_pitches(roll, changed):
    roll.desk.selection.choose_rows((8, 16))
    assert changed(12.3, 50)
    assert changed(12.3, 80)
    assert not changed(20.3, 50)
    roll.desk.selection.choose_rows(None)
    assert not changed(12.3, 50)


def test_they_stay_at_their_rows_when_the_view_moves(roll):
    roll.desk.selection.choose_rows((40, 48))
    roll.playhead_item.hide()
    roll.desk.time.show_rows(32, 64)
    chosen = roll.grab().toImage()
    roll.desk.selection.choose_rows(None)
    plain = roll.grab().toImage()
    y = chosen.height() // 2
    columns = [x for x in range(chosen.width()) if chosen.pixelColor(x, y) != plain.pixelColor(x, y)]
    seen = roll.coordinates
    assert seen.row(float(columns[0])) == pytest.approx(40, abs=0.1)
    assert seen.row(float(columns[-1])) == pytest.approx(48, abs=0.1)


def test_the_band_covers_its_rows_and_lanes_only(roll, changed):
    roll.show_band((8.0, 16.0, 60.0, 64.0))
    assert changed(12.3, 62)
    assert not changed(12.3, 66)
    assert not changed(20.3, 62)
    roll.show_band(None)
    assert not changed(12.3, 62)
