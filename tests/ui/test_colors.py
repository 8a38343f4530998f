import pytest
from PySide6.QtGui import QColor

from nes_composer.ui.colors import contrast, luminance, mix, translucent


def test_a_mixture_lies_between():
    black, white = QColor(0, 0, 0), QColor(255, 255, 255)
    assert mix(black, white, 0) == black
    assert mix(black, white, 1) == white
    assert mix(black, white, 0.5).lightness() == pytest.approx(127.5, abs=1)


def test_only_the_opacity_changes():
    assert translucent(QColor(1, 2, 3), 40).getRgb() == (1, 2, 3, 40)


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54), ("#ff0000", "#fff", 4.0)],
)
def test_contrast_is_that_of_wcag(a, b, ratio):
    assert contrast(QColor(a), QColor(b)) == pytest.approx(ratio, abs=0.01)
    assert contrast(QColor(b), QColor(a)) == contrast(QColor(a), QColor(b))


def test_green_is_the_lightest_of_the_three():
    red, green, blue = (luminance(QColor(name)) for name in ("#ff0000", "#00ff00", "#0000ff"))
    assert (red, green, blue) == pytest.approx((0.2126, 0.7152, 0.0722))
