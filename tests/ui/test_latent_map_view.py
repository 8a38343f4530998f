import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def bare(bench, qtbot):
    """A window that shows the map, with models that are not ready."""
    bench.window.commands["map"].trigger()
    qtbot.waitUntil(bench.window.map_view.canvas.isVisible)
    return bench


@pytest.fixture
def composed(bare, qtbot):
    """Four patterns at known points."""
    bare.models.become_ready()
    latent = bare.window.latent
    qtbot.waitUntil(lambda: latent.ready)
    latent.compose([latent.axes.random(np.random.default_rng(seed)) for seed in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: not latent.waiting)
    bare.window.map_view.canvas.fit()
    return bare


@pytest.fixture
def view(composed):
    return composed.window.map_view


@pytest.fixture
def canvas(view):
    return view.canvas


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.latent.waiting)


def stop_of(canvas, pattern):
    """Where a pattern's letter is."""
    return canvas.place(next(stop for stop in canvas._stops if stop.pattern == pattern)).toPoint()


def empty_place(canvas):
    """A pixel far from all letters."""
    places = [canvas.place(stop).toPoint() for stop in canvas._stops]
    grid = (QPoint(x, y) for x in range(20, canvas.width() - 20, 20) for y in range(20, canvas.height() - 20, 10))
    return next(p for p in grid if all((p - place).manhattanLength() > 60 for place in places))


def wheel(canvas, place, notches):
    at = QPointF(place)
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_it_says_what_it_waits_for_and_what_is_there(bare, qtbot):
    view = bare.window.map_view
    assert "loading" in view.told.text()
    assert not view.choices[0].isEnabled()
    bare.models.become_ready()
    qtbot.waitUntil(lambda: view.told.text() == "300 patterns of 100 songs")
    assert view.choices[0].currentText() == "1 P1 denser"
    assert view.choices[1].currentText() == "2 TR higher"


def test_a_model_without_a_map_still_shows_the_song(bare, qtbot):
    bare.models.map = None
    bare.models.become_ready()
    view, latent = bare.window.map_view, bare.window.latent
    qtbot.waitUntil(lambda: "No map" in view.told.text())
    latent.compose([latent.axes.mean])
    settle(bare, qtbot)
    assert [stop.pattern for stop in view.canvas._stops] == [0]


def test_the_song_is_where_its_sliders_stand(composed, canvas):
    latent = composed.window.latent
    for stop in canvas._stops:
        assert (stop.x, stop.y) == pytest.approx(latent.values(stop.pattern)[:2].tolist(), abs=1e-5)
    assert [stop.name for stop in canvas._stops] == list("ABCD")


def test_another_axis_is_shown_and_the_same_for_both_changes_places(composed, view, canvas):
    view.choices[0].setCurrentIndex(4)
    view.choices[0].activated.emit(4)
    assert canvas._stops[2].x == pytest.approx(composed.window.latent.values(2)[4], abs=1e-5)
    view.choices[1].setCurrentIndex(4)
    view.choices[1].activated.emit(4)
    assert [choice.currentIndex() for choice in view.choices] == [1, 4]
    assert canvas._stops[2].y == pytest.approx(composed.window.latent.values(2)[4], abs=1e-5)


def test_a_drag_of_a_letter_moves_its_pattern_on_both_axes_in_one_step(composed, canvas, qtbot):
    window = composed.window
    beside = QPoint(5, -3)
    song, begin = window.document.song, stop_of(canvas, 2) + beside
    goal = empty_place(canvas) + beside
    others = window.latent.values(2)[2:]
    QTest.mousePress(canvas, LEFT, pos=begin)
    assert window.selection.pattern == 2
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(canvas, begin + (goal - begin) * share)
    QTest.mouseRelease(canvas, LEFT, pos=goal)
    settle(composed, qtbot)
    assert window.document.undo_text == "Move pattern C on the map"
    middle = goal - beside
    assert window.latent.values(2)[:2] == pytest.approx(canvas.area.sigmas(middle.x(), middle.y()), abs=0.05)
    assert window.latent.values(2)[2:] == pytest.approx(others, abs=1e-4)
    assert (stop_of(canvas, 2) - middle).manhattanLength() <= 2
    assert window.document.song.pattern_rows(0) == song.pattern_rows(0)
    window.document.undo()
    assert window.document.song is song


def test_two_drags_are_two_steps(composed, canvas, qtbot):
    states = [composed.window.document.song]
    for _ in range(2):
        begin = stop_of(canvas, 1)
        QTest.mousePress(canvas, LEFT, pos=begin)
        QTest.mouseMove(canvas, begin + QPoint(40, 20))
        QTest.mouseRelease(canvas, LEFT, pos=begin + QPoint(40, 20))
        settle(composed, qtbot)
        states.append(composed.window.document.song)
    for before in states[1::-1]:
        composed.window.document.undo()
        assert composed.window.document.song is before


def test_a_click_on_a_letter_only_chooses_it(composed, canvas):
    asked, song = len(composed.models.decodes), composed.window.document.song
    QTest.mouseClick(canvas, LEFT, pos=stop_of(canvas, 3))
    assert composed.window.selection.pattern == 3
    assert len(composed.models.decodes) == asked
    assert composed.window.document.song is song


def test_a_click_on_the_ground_lets_that_place_be_heard_and_not_into_the_song(composed, canvas, qtbot):
    window, audio = composed.window, composed.audio
    song, place = window.document.song, empty_place(canvas)
    window.selection.choose_pattern(1)
    QTest.mousePress(canvas, LEFT, pos=place)
    settle(composed, qtbot)
    z = np.array(composed.models.decodes[-1][2], np.float32)
    assert window.latent.axes.values(z)[:2] == pytest.approx(canvas.area.sigmas(place.x(), place.y()), abs=1e-3)
    assert window.latent.axes.values(z)[2:] == pytest.approx(window.latent.values(1)[2:], abs=1e-3)
    assert ("play", 64) in audio.told
    heard = composed.models.score_of(z)
    assert np.array_equal(audio.scores[-1].pitch[64:128], heard.pitch)
    assert np.array_equal(audio.scores[-1].pitch[128:192], heard.pitch)
    assert window.document.song is song
    QTest.mouseRelease(canvas, LEFT, pos=place)
    window.map_view.hearing.stop()
    assert audio.scores[-1] is song.score


def test_a_hold_is_heard_on_its_way_and_until_it_is_let_go(composed, canvas, qtbot):
    window, audio = composed.window, composed.audio
    place = empty_place(canvas)
    window.transport.seek(70)
    qtbot.waitUntil(lambda: window.transport.row == 70)
    QTest.mousePress(canvas, LEFT, pos=place)
    settle(composed, qtbot)
    asked = len(composed.models.decodes)
    QTest.mouseMove(canvas, place + QPoint(15, 0))
    settle(composed, qtbot)
    assert len(composed.models.decodes) == asked + 1
    qtbot.waitUntil(lambda: window.map_view.hearing.holding)
    assert audio.reported.playing
    QTest.mouseRelease(canvas, LEFT, pos=place)
    assert audio.told[-2:] == [("stop",), ("seek", 70)]
    assert audio.scores[-1] is window.document.score


def test_a_model_of_another_grid_is_not_heard_and_says_why(bare, qtbot):
    bare.models.become_ready("vae-24hz 03", grid="24hz")
    view = bare.window.map_view
    qtbot.waitUntil(lambda: bare.window.latent.ready)
    QTest.mouseClick(view.canvas, LEFT, pos=QPoint(100, 50))
    assert "24 rows per second" in view.told.text()
    assert not bare.models.decodes


def test_a_zoom_keeps_the_place_under_the_mouse_and_a_double_click_shows_all(canvas):
    place, all_of_it = empty_place(canvas), canvas.area
    before = canvas.area.sigmas(place.x(), place.y())
    wheel(canvas, place, 3)
    assert canvas.area.across < all_of_it.across / 1.5
    assert canvas.area.sigmas(place.x(), place.y()) == pytest.approx(before, abs=1e-6)
    wheel(canvas, place, -3)
    assert canvas.area.across == pytest.approx(all_of_it.across)
    wheel(canvas, place, 5)
    QTest.mouseDClick(canvas, LEFT, pos=empty_place(canvas))
    assert canvas.area == all_of_it


def test_a_middle_drag_moves_the_map(canvas):
    place = QPoint(200, 60)
    before = canvas.area.sigmas(200, 60)
    QTest.mousePress(canvas, MIDDLE, pos=place)
    QTest.mouseMove(canvas, place + QPoint(50, -20))
    QTest.mouseRelease(canvas, MIDDLE, pos=place + QPoint(50, -20))
    assert canvas.area.sigmas(250, 40) == pytest.approx(before, abs=1e-6)
    QTest.mouseMove(canvas, place)
    assert canvas.area.sigmas(250, 40) == pytest.approx(before, abs=1e-6)


def test_the_song_of_the_dot_under_the_mouse_is_told(composed, view, canvas):
    dots = composed.models.map
    x, y = canvas.area.x(dots.sigmas(0)), canvas.area.y(dots.sigmas(1))
    QTest.mouseMove(canvas, QPoint(round(float(x[7])), round(float(y[7]))))
    near = np.hypot(x - round(float(x[7])), y - round(float(y[7])))
    assert view.told.text() == f"Theme (Game {dots.song[int(near.argmin())]})"
    QApplication.sendEvent(canvas, _leave())
    assert view.told.text() == "300 patterns of 100 songs"


def _leave():
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_the_dots_are_painted_anew_only_where_what_is_seen_has_changed(canvas):
    canvas.grab()
    image = canvas._image
    canvas.show_stops((), 0)
    canvas.grab()
    assert canvas._image is image
    wheel(canvas, QPoint(100, 50), 1)
    canvas.grab()
    assert canvas._image is not image


def test_dots_are_seen_where_the_map_has_them(composed, canvas):
    canvas.show_stops((), -1)
    canvas.resize(600, 300)
    canvas.fit()
    image = canvas.grab().toImage()
    ground = canvas._dots().pixelColor(0, 0)
    dots = composed.models.map
    x, y = canvas.area.x(dots.sigmas(0)), canvas.area.y(dots.sigmas(1))
    bright = [canvas._dots().pixelColor(int(a), int(b)) != ground for a, b in zip(x, y, strict=True)]
    assert all(bright)
    assert image.width() == 600


def test_the_map_is_hidden_at_first_and_remembered(bench):
    assert not bench.window.map_dock.isVisible()
    bench.window.commands["map"].trigger()
    assert bench.window.map_dock.isVisible()
    bench.window.commands["map"].trigger()
    assert not bench.window.map_dock.isVisible()
    assert bench.window.map_dock.objectName() == "map_dock"
