import pytest

from nes_composer.score.score import NO, P1, TR
from nes_composer.ui.value_head import ValueHead
from nes_composer.ui.value_lane import ValueLane


@pytest.fixture
def head(qtbot, desk):
    lane = ValueLane(desk)
    head = ValueHead(desk, lane)
    head.lane = lane
    qtbot.addWidget(head)
    qtbot.addWidget(lane)
    return head


@pytest.mark.parametrize(("voice", "names"), [(P1, ["Velocity", "Duty"]), (NO, ["Velocity", "Mode"])])
def test_the_buttons_are_called_as_on_the_voice(head, desk, voice, names):
    desk.selection.choose_voice(voice)
    assert [button.text() for button in head.buttons.values()] == names


def test_a_click_shows_the_other_value(head):
    head.buttons["timbre"].click()
    assert head.lane.field == "timbre"
    assert [button.isChecked() for button in head.buttons.values()] == [False, True]


def test_the_triangle_has_no_choice(head, desk):
    desk.selection.choose_voice(TR)
    assert not any(button.isEnabled() for button in head.buttons.values())
    desk.selection.choose_voice(P1)
    assert all(button.isEnabled() for button in head.buttons.values())
