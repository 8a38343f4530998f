import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.instrument import Vibrato
from nes_composer.ui.instrument_vibrato import VibratoForm


@pytest.fixture
def form(qtbot):
    form = VibratoForm()
    qtbot.addWidget(form)
    form.edits = []
    form.edited.connect(form.edits.append)
    return form


def type_in(box, text):
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_showing_one_edits_nothing(form):
    form.show_vibrato(Vibrato(30, 5.5, 12))
    assert (form.depth_box.value(), form.rate_box.value(), form.delay_box.value()) == (30, 5.5, 12)
    form.show_vibrato(None)
    assert form.depth_box.value() == 0
    assert not form.rate_box.isEnabled()
    assert not form.delay_box.isEnabled()
    assert form.edits == []


def test_a_typed_depth_makes_one_and_0_takes_it_away(form):
    form.show_vibrato(None)
    type_in(form.depth_box, "25")
    assert form.edits == [Vibrato(25, 6.0, 0)]
    form.show_vibrato(form.edits[-1])
    type_in(form.rate_box, "8.5")
    assert form.edits[-1] == Vibrato(25, 8.5, 0)
    form.show_vibrato(form.edits[-1])
    type_in(form.delay_box, "20")
    assert form.edits[-1] == Vibrato(25, 8.5, 20)
    type_in(form.depth_box, "0")
    assert form.edits[-1] is None


def test_what_is_typed_too_high_is_no_vibrato_that_cannot_be(form):
    form.show_vibrato(Vibrato(25, 6.0))
    for box in (form.depth_box, form.rate_box, form.delay_box):
        for _ in range(6):
            box.stepBy(10**6)
    assert form.edits[-1] == Vibrato(1200, 30.0, 1000)
