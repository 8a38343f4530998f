import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.ui.sigma_slider import SigmaSlider


@pytest.fixture
def slider(qtbot):
    slider = SigmaSlider()
    qtbot.addWidget(slider)
    slider.resize(214, 18)  # 200 pixels between the ends of the knob's way
    slider.show()
    return slider


def x(sigma):
    return QPoint(round(7 + (sigma + 3) / 6 * 200), 9)


@pytest.mark.parametrize("sigma", [-3, -1.5, 0, 2, 3])
def test_a_press_jumps_there(slider, sigma):
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=x(sigma))
    assert slider.sigma == pytest.approx(sigma, abs=0.03)


def test_a_drag_follows_and_stays_within_three_sigma(slider, qtbot):
    seen = []
    slider.valueChanged.connect(lambda value: seen.append(value / 100))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=x(0))
    assert slider.isSliderDown()
    for sigma in (1, 2, 4):
        QTest.mouseMove(slider, x(sigma))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=x(4))
    assert not slider.isSliderDown()
    assert seen[-3:] == pytest.approx([1, 2, 3], abs=0.03)


def test_a_double_click_is_zero(slider):
    slider.setValue(150)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=x(1.5))
    assert slider.sigma == 0


def test_the_wheel_moves_by_a_tenth(slider):
    at = QPointF(x(0))
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    assert slider.sigma == pytest.approx(-0.2)


def test_what_it_is_told_to_show_it_does_not_tell_back(slider, qtbot):
    with qtbot.assertNotEmitted(slider.valueChanged):
        slider.show_sigma(1.25)
        assert slider.sigma == 1.25
        slider.show_sigma(7)
        assert slider.sigma == 3
