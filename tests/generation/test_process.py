import shutil
import threading
from multiprocessing import Pipe

import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm

from nes_composer import paths
from nes_composer.generation import process
from nes_composer.generation.requests import (
    Cancel,
    Compare,
    Compared,
    Continue,
    Continued,
    Decode,
    Decoded,
    Failed,
    Judge,
    Judged,
    Load,
    LstmReady,
    NotLoaded,
    Progress,
    Stopped,
    Suggest,
    Suggested,
    VaeReady,
)
from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.continuation import Continuer
from nes_composer.models.grids import GRIDS
from nes_composer.models.latent_map import LatentMap
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
    connection.send(Judge(7, Score.silent(4)))
    assert connection.recv() == Failed(7, "no LSTM is loaded")
    connection.send(Suggest(8, Score.silent(4), 0, 0))
    assert connection.recv() == Failed(8, "no LSTM is loaded")


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


def test_takes_are_those_of_the_model(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(
        Continue(2, melody.score, 5, 2, Sampling(seed=7), voices=(0, 2), conditions=rows_between(melody.score, 0, 5))
    )
    (continued,) = answers(connection, Continued)
    expected = Continuer(tiny_lstm).continue_rows(
        melody.score, 5, 2, Sampling(seed=7), voices=(0, 2), conditions=rows_between(melody.score, 0, 5)
    )
    assert list(continued.takes) == expected


def test_a_cancelled_continuation_stops_and_one_asked_for_later_does_not(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(Continue(2, melody.score, 100_000, 3, Sampling()))
    progress = connection.recv()
    assert isinstance(progress, Progress)
    assert [len(take.rows) for take in progress.takes] == [progress.rows] * 3
    connection.send(Cancel(3))
    connection.send(Continue(3, melody.score, 100_000, 1, Sampling()))
    connection.send(Continue(4, melody.score, 2, 1, Sampling()))
    stopped, other, continued = answers(connection, Stopped, Stopped, Continued)
    assert (stopped.id, other.id, continued.id) == (2, 3, 4)


def test_a_map_comes_with_its_checkpoint_and_with_no_other(connection, tiny_checkpoint, tmp_path):
    own, other = tmp_path / "own.safetensors", tmp_path / "other.safetensors"
    for path in (own, other):
        shutil.copy(tiny_checkpoint, path)
    some = LatentMap.of(np.zeros((3, 8), np.float32), ["a", "b", "c"])
    some.save(paths.latent_map(own), checkpoints.load(own).name)
    some.save(paths.latent_map(other), "other 000000000000")
    for number, path in enumerate((own, other, tiny_checkpoint), 1):
        connection.send(Load(number, path, "vae"))
    with_map, mismatched, without = answers(connection, VaeReady, VaeReady, VaeReady)
    assert with_map.map.names == ("a", "b", "c")
    assert mismatched.map is without.map is None


def test_songs_are_compared_without_a_model(connection, melody):
    connection.send(Compare(3, melody.score))
    assert isinstance(connection.recv(), Compared)


def test_judgements_and_suggestions_are_the_models_while_it_continues(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(Continue(2, melody.score, 100_000, 1, Sampling()))
    critic = Continuer(tiny_lstm).critic
    connection.send(Judge(3, melody.score, 16))
    (judged,) = answers(connection, Judged)
    assert judged.id == 3
    assert np.array_equal(judged.nats, critic.nats(melody.score, 16))
    connection.send(Suggest(4, melody.score, 9, 2, 3))
    (suggested,) = answers(connection, Suggested)
    assert (suggested.id, suggested.row, suggested.voice) == (4, 9, 2)
    assert [(choice.pitch, choice.probability) for choice in suggested.choices] == critic.likeliest(
        melody.score, 9, 2, 3
    )
    connection.send(Suggest(5, melody.score, 64, 2))
    (failed,) = answers(connection, Failed)
    assert failed == Failed(5, "TR, row 64: this model has nothing to say of it")
    connection.send(Cancel(2))
    answers(connection, Stopped)


def test_a_judgement_is_given_up_by_its_number_and_no_continuation_with_it(connection, tiny_lstm, melody):
    connection.send(Load(1, tiny_lstm, "lstm"))
    answers(connection, LstmReady)
    connection.send(Continue(2, melody.score, 100_000, 1, Sampling()))
    connection.send(Judge(3, Score.silent(200_000)))
    # The window may say so more than once before it has the answer.
    connection.send(Cancel(3))
    connection.send(Cancel(3))
    connection.send(Judge(4, melody.score))
    stopped, judged = answers(connection, Stopped, Judged)
    assert (stopped.id, judged.id) == (3, 4)
    connection.send(Cancel(2))
    (stopped,) = answers(connection, Stopped)
    assert stopped.id == 2
