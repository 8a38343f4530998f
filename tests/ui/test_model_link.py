import threading
from pathlib import Path

import pytest

from nes_composer.generation.requests import Died, Encoded
from nes_composer.ui.model_link import ModelLink


@pytest.fixture
def link(make_models):
    return ModelLink(make_models)


def test_events_arrive_on_the_threads_of_the_window(link, qtbot):
    threads = []
    link.arrived.connect(lambda _: threads.append(threading.current_thread()))
    event = Encoded(1, 0, (0.5,))
    with qtbot.waitSignal(link.arrived) as arrived:
        reader = threading.Thread(target=link.client.on_event, args=(event,))
        reader.start()
    reader.join()
    assert arrived.args == [event]
    assert threads == [threading.main_thread()]


def test_what_is_not_loaded_and_a_death_are_told(link, qtbot):
    for send in (lambda: link.client.refuse(None, "no"), lambda: link.client.on_event(Died("no"))):
        with qtbot.waitSignal(link.failed) as told:
            send()
        assert told.args == ["no"]


def test_after_the_end_nothing_arrives(link, qtbot):
    link.load(Path("a.safetensors"), "vae")
    assert link.client.loaded == [(Path("a.safetensors"), "vae")]
    with qtbot.assertNotEmitted(link.arrived, wait=1):
        link.client.become_ready()
        link.close()
    assert link.client.closed
