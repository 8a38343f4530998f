from nes_composer.ui.throttle import Throttle


def test_the_first_call_is_immediate_and_a_burst_becomes_one_more(qtbot):
    calls = []
    throttled = Throttle(lambda: calls.append(1), interval_ms=5)
    for _ in range(50):
        throttled()
    assert len(calls) == 1
    qtbot.waitUntil(lambda: len(calls) == 2)


def test_after_a_pause_a_call_is_immediate_again(qtbot):
    calls = []
    throttled = Throttle(lambda: calls.append(1), interval_ms=1)
    throttled()
    qtbot.waitUntil(lambda: not throttled.busy)
    throttled()
    assert len(calls) == 2
