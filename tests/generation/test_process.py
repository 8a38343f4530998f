import threading
from multiprocessing import Pipe

import pytest
from support.checkpoints import save_tiny_lstm

from nes_composer.generation import process
from nes_composer.generation.requests import (
    Cancel,
    Continue,
    Continued,
    Decode,
    Decoded,
    Failed,
    Load,
    LstmReady,
    NotLoaded,
    Progress,
    Stopped,
    VaeReady,
)
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.continuation import Continuer
from nes_composer.models.grids import GRIDS
from nes_composer.models.sampling import Sampling
from nes_composer.score.edits import rows_between
from nes_composer.score.score import Score


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
    thread.join(240)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def tiny_lstm(tmp_path_factory):
    path = tmp_path_factory.mktemp("lstm") / "small.safetensors"
    save_tiny_lstm(path)
    return path


def answers(connection, *kinds):
    """What comes until each of the kinds has come once, in that order; progress aside."""
    found = []
    while len(found) < len(kinds):
        event = connection.recv()
        if not isinstance(event, Progress):
            assert isinstance(event, kinds[len(found)]), event
            found.append(event)
    return found


def test_without_a_model_a_request_fails(connection):
    connection.send(Decode(5, 0, (0.0,), 10.0))
    assert connection.recv() == Failed(5, "no VAE is loaded")
    connection.send(Continue(6, Score.silent(4), 4, 1, Sampling()))
    assert connection.recv() == Failed(6, "no LSTM is loaded")


def test_a_failed_load_keeps_the_models_that_were_loaded(connection, tiny_checkpoint, tiny_lstm, tmp_path):
    connection.send(Load(1, tiny_checkpoint, "vae"))
    connection.send(Load(2, tiny_lstm, "lstm"))
    answers(connection, VaeReady, LstmReady)
    for number, (path, kind) in enumerate([(tmp_path / "none.safetensors", None), (tiny_lstm, "vae")], 3):
        connection.send(Load(number, path, kind))
        (failure,) = answers(connection, NotLoaded)
        assert (failure.id, failure.kind) == (number, kind)
        assert failure.message.startswith(str(path))
    connection.send(Decode(5, 0, (0.0,) * 8, 10.0))
    answers(connection, Decoded)
    connection.send(Continue(6, Score.silent(4), 4, 1, Sampling()))
    answers(connection, Continued)


def test_a_checkpoint_of_either_kind_takes_its_place(connection, tiny_checkpoint, tiny_lstm):
    connection.send(Load(1, tiny_lstm))
    connection.send(Load(2, tiny_checkpoint))
    lstm, vae = answers(connection, LstmReady, VaeReady)
    assert (lstm.id, vae.id) == (1, 2)
    for ready in (lstm, vae):
        assert ready.voices == VOICE_SETS["all"]
        assert ready.grid == GRIDS["rows"]


def test_takes_are_those_of_the_model_with_progress_for_each_row(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(
        Continue(2, melody.score, 5, 2, Sampling(seed=7), voices=(0, 2), conditions=rows_between(melody.score, 0, 5))
    )
    events = []
    while not events or not isinstance(events[-1], Continued):
        events.append(connection.recv())
    assert events[:-1] == [Progress(2, rows) for rows in range(1, 6)]
    expected = Continuer(tiny_lstm).continue_rows(
        melody.score, 5, 2, Sampling(seed=7), voices=(0, 2), conditions=rows_between(melody.score, 0, 5)
    )
    assert list(events[-1].takes) == expected


def test_a_cancelled_continuation_stops_and_one_asked_for_later_does_not(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(Continue(2, melody.score, 100_000, 1, Sampling()))
    assert connection.recv() == Progress(2, 1)
    connection.send(Cancel(3))
    connection.send(Continue(3, melody.score, 100_000, 1, Sampling()))
    connection.send(Continue(4, melody.score, 2, 1, Sampling()))
    stopped, other, continued = answers(connection, Stopped, Stopped, Continued)
    assert (stopped.id, other.id, continued.id) == (2, 3, 4)
