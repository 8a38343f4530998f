import os
import threading

import pytest

from nes_composer.formats.report import FormatError
from nes_composer.ui.tasks import Tasks, in_process


@pytest.fixture
def outcomes(qtbot):
    """Tasks, and what came back with the thread that it came back on."""
    tasks, seen = Tasks(), []

    def done(result, error):
        seen.append((result, error, threading.current_thread()))

    yield tasks, seen, done
    tasks.close()


def test_a_result_arrives_on_this_thread_and_is_made_on_another(outcomes, qtbot):
    tasks, seen, done = outcomes
    tasks.run(threading.current_thread, done)
    qtbot.waitUntil(lambda: len(seen) == 1)
    worker, error, thread = seen[0]
    assert error is None
    assert thread is threading.main_thread()
    assert worker is not threading.main_thread()


def test_an_error_arrives_instead_of_a_result(outcomes, qtbot):
    tasks, seen, done = outcomes

    def fail():
        raise ValueError("no")

    tasks.run(fail, done)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen[0][0] is None
    assert str(seen[0][1]) == "no"


def test_a_mistake_of_ours_is_logged_with_its_place_and_a_bad_file_is_not(outcomes, qtbot, caplog):
    tasks, seen, done = outcomes

    def fail(error):
        raise error

    tasks.run(lambda: fail(FormatError("song.mid: truncated")), done)
    tasks.run(lambda: fail(KeyError("no such voice")), done)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert "no such voice" in caplog.text
    assert "Traceback" in caplog.text
    assert "song.mid" not in caplog.text


def test_another_process_gives_its_result_or_its_error():
    assert in_process(os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="invalid literal"):
        in_process(int, "x")


def test_a_process_that_dies_is_an_error():
    with pytest.raises(RuntimeError):
        in_process(os._exit, 1)
