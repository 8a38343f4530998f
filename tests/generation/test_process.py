import threading
from multiprocessing import Pipe

import pytest

from nes_composer.generation import process
from nes_composer.generation.requests import Decode, Failed, Load, Ready


@pytest.fixture
def connection(monkeypatch):
    """The window's end of a pipe whose other end is served in a thread."""
    # Only the main thread may set signal handlers.
    monkeypatch.setattr(process.signal, "signal", lambda *_: None)
    ours, theirs = Pipe()
    thread = threading.Thread(target=process.serve, args=(theirs,))
    thread.start()
    yield ours
    ours.close()
    thread.join(10)
    assert not thread.is_alive()


def test_without_a_model_a_request_fails(connection):
    connection.send(Decode(5, 0, (0.0,), 10.0))
    assert connection.recv() == Failed(5, "no model is loaded")


def test_a_failed_load_keeps_the_model_that_was_loaded(connection, tiny_checkpoint, tmp_path):
    connection.send(Load(tiny_checkpoint))
    assert isinstance(connection.recv(), Ready)
    connection.send(Load(tmp_path / "none.safetensors"))
    failure = connection.recv()
    assert isinstance(failure, Failed)
    assert failure.id is None
    connection.send(Decode(6, 0, (0.0,) * 8, 10.0))
    assert connection.recv().id == 6
