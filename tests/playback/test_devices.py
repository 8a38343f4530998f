import os
import time

import numpy as np
import pytest
from support.jack import wait_until

from nes_composer.playback import devices
from nes_composer.playback.devices import Lookout, Output, Question


def four():
    return 4


def fails():
    raise OSError("PortAudio library not found")


def hangs():
    time.sleep(600)


def is_named(output):
    return output.device == ("host", "Card")


def test_a_question_is_answered_by_another_process():
    question = Question(os.getpid)
    wait_until(question.over, "the answer")
    assert question.answer != os.getpid()
    assert question.over()


def test_what_fails_has_no_answer():
    question = Question(fails)
    wait_until(question.over, "the end")
    assert question.answer is None


def test_who_hangs_ends_by_itself():
    question = Question(_impatiently, 0.2)
    wait_until(question.over, "the end")
    assert question.answer is None


def _impatiently(seconds):
    """Hang in a process whose patience is short."""
    devices.threading.Timer(seconds, os._exit, (1,)).start()
    hangs()


def test_who_asks_no_longer_leaves_no_process():
    question = Question(hangs)
    assert not question.over()
    question.close()
    assert not question._process.is_alive()


@pytest.mark.parametrize(("output", "found"), [(Output(("host", "Card")), True), (Output(), False)])
def test_a_lookout_asks_again_and_again(output, found, monkeypatch):
    monkeypatch.setattr(devices, "can_be_opened", is_named)
    asked = []

    class Counting(Question):
        def __init__(self, *question):
            asked.append(question)
            super().__init__(*question)

    monkeypatch.setattr(devices, "Question", Counting)
    lookout = Lookout(output, 0.05)
    answers = []

    def enough():
        answers.append(lookout.found())
        return len(asked) > 1 or answers[-1]

    wait_until(enough, "two looks or an answer")
    lookout.close()
    assert answers[-1] == found
    assert asked[0] == (is_named, output)


def test_a_lookout_calms_down(monkeypatch):
    class Vain:
        answer = False

        def __init__(self, *_):
            looks.append(now)

        def over(self):
            return True

    now, looks = 100.0, []
    monkeypatch.setattr(devices, "Question", Vain)
    monkeypatch.setattr(devices.time, "monotonic", lambda: now)
    lookout = Lookout(Output(), 3.0)
    while len(looks) < 12:
        now += 0.5
        assert not lookout.found()
    pauses = np.diff(looks)
    assert (np.diff(pauses) >= 0).all()
    assert 3 <= pauses[0] < 5
    assert 10 <= pauses[-1] < 12


def test_a_lookout_waits_before_it_asks(monkeypatch):
    def never(*_):
        pytest.fail("it asked")

    monkeypatch.setattr(devices, "Question", never)
    lookout = Lookout(Output(), 600.0)
    assert not lookout.found()
    lookout.close()
