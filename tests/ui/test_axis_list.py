from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def composed(ready, qtbot):
    latent = ready.window.latent
    latent.compose([latent.axes.random(np.random.default_rng(1))])
    qtbot.waitUntil(lambda: not latent.waiting)
    return ready


def with_axes(models, count):
    """A model of so many axes."""
    axes, size = models.axes, count + 4
    models.axes = replace(
        axes,
        mean=np.zeros(size, np.float32),
        directions=np.eye(size, dtype=np.float32)[:count],
        sigma=np.ones(count, np.float32),
        explained_variance=np.full(count, 1 / count, np.float32),
        reliability=np.ones(count, np.float32),
        names=tuple(f"axis {i}" for i in range(1, count + 1)),
        attribute_directions=np.eye(size, dtype=np.float32)[count : count + 2],
        cluster_means=np.zeros((1, count), np.float32),
        cluster_spreads=np.ones((1, count), np.float32),
    )


def test_sixteen_are_shown_and_more_on_demand_as_far_as_there_are(bench, qtbot):
    listed = bench.window.latent_panel.axes
    with_axes(bench.models, 40)
    bench.models.become_ready()
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    for count in (16, 32, 40):
        assert len(listed.rows) == count
        assert listed.rows[-1].slider.accessibleName() == f"axis {count}"
        assert listed.more.isVisibleTo(listed) == (count < 40)
        listed.more.click()
    assert listed.more.isHidden()


def test_a_model_of_fewer_axes_hides_the_rest(composed, qtbot):
    listed = composed.window.latent_panel.axes
    with_axes(composed.models, 5)
    composed.models.become_ready("few 02")
    qtbot.waitUntil(lambda: composed.window.latent.model == "few 02")
    assert [row.isVisibleTo(listed) for row in listed.rows] == [True] * 5 + [False] * 11


def test_an_attribute_has_a_slider_of_its_own(composed, qtbot):
    window, listed = composed.window, composed.window.latent_panel.attributes
    assert [row.slider.accessibleName() for row in listed.rows if row.isVisibleTo(listed)] == [
        "P1 more syncopated",
        "all denser",
    ]
    listed.rows[1].slider.setValue(150)
    qtbot.waitUntil(lambda: not window.latent.waiting)
    assert window.latent.attribute_values(0)[1] == pytest.approx(1.5, abs=0.01)
    assert window.document.undo_text == "Move “all denser” of pattern A"


def test_a_lock_is_set_and_taken_off_by_its_click(composed):
    window, row = composed.window, composed.window.latent_panel.axes.rows[2]
    for locked in (True, False):
        QTest.mouseClick(row.head, LEFT, pos=row.head.lock_place.center().toPoint())
        assert (2 in window.moves.locked) is locked


def test_where_the_mouse_rests_the_far_ends_are_shown_and_no_song_is_changed(composed, qtbot):
    window, listed = composed.window, composed.window.latent_panel.axes
    song, asked = window.document.song, len(composed.models.decodes)
    listed.rows[0].rested.emit(True)
    qtbot.waitUntil(listed.preview.isVisible)
    ends = [window.latent.axes.values(np.float32(z))[0] for _, pattern, z, _ in composed.models.decodes[asked:]]
    assert ends == pytest.approx([-2, 2], abs=1e-4)
    left, now, right = (picture.pixmap().toImage() for picture in listed.preview.pictures)
    assert len({bytes(image.constBits()) for image in (left, now, right)}) == 3
    assert window.document.song is song
    assert listed.preview.hint.text() == listed.rows[0].toolTip()
    listed.rows[0].rested.emit(False)
    assert listed.preview.isHidden()


def test_a_mouse_that_has_gone_is_shown_nothing(composed, qtbot):
    listed = composed.window.latent_panel.axes
    composed.models.prompt = False
    listed.rows[0].rested.emit(True)
    listed.rows[0].rested.emit(False)
    composed.models.answer(*composed.models.decodes[-1])
    qtbot.waitUntil(lambda: not composed.window.latent.waiting)
    assert listed.preview.isHidden()


def test_a_drag_hides_the_preview(composed, qtbot):
    listed = composed.window.latent_panel.axes
    listed.rows[0].rested.emit(True)
    qtbot.waitUntil(listed.preview.isVisible)
    QTest.mousePress(listed.rows[0].slider, LEFT, pos=QPoint(200, 8))
    assert listed.preview.isHidden()
    QTest.mouseRelease(listed.rows[0].slider, LEFT, pos=QPoint(200, 8))
