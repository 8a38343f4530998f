import os
import queue
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm

from nes_composer.generation.client import ModelClient
from nes_composer.generation.requests import (
    Compared,
    Continued,
    Decode,
    Decoded,
    Died,
    Encoded,
    Failed,
    Judged,
    LstmReady,
    NotLoaded,
    Progress,
    Stopped,
    Suggested,
    VaeReady,
)
from nes_composer.models.continuation import Continuer
from nes_composer.models.inference import LatentComposer
from nes_composer.models.sampling import Sampling
from nes_composer.score.score import P1, Score

LONG = 240.0
"""Seconds after which an answer is given up: no test waits so long unless it fails."""


@pytest.fixture(scope="module")
def events():
    return queue.Queue()


@pytest.fixture(scope="module")
def client(events):
    """One client for all tests: starting the process takes seconds."""
    client = ModelClient(events.put)
    yield client
    client.close()
    assert not _alive(client.process_id)


@pytest.fixture(scope="module")
def ready(client, events, tiny_checkpoint):
    client.load(tiny_checkpoint, "vae")
    event = events.get(timeout=LONG)
    assert isinstance(event, VaeReady)
    return event


@pytest.fixture(scope="module")
def tiny_lstm(tmp_path_factory):
    path = tmp_path_factory.mktemp("lstm") / "small.safetensors"
    save_tiny_lstm(path)
    return path


@pytest.fixture(scope="module")
def both(client, events, ready, tiny_lstm):
    """The VAE, and an LSTM beside it."""
    client.load(tiny_lstm)
    assert isinstance(events.get(timeout=LONG), LstmReady)
    return ready


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_decode_is_what_the_model_decodes(client, events, ready, tiny_checkpoint):
    composer = LatentComposer(tiny_checkpoint)
    assert ready.model == composer.name
    assert ready.axes.names == composer.axes.names
    z = tuple(ready.axes.random(np.random.default_rng(1)).tolist())
    number = client.decode(2, z, 9.0)
    answer = events.get(timeout=LONG)
    assert isinstance(answer, Decoded)
    assert (answer.id, answer.pattern, answer.z) == (number, 2, z)
    assert answer.score == composer.decode(z, 9.0)


def test_an_encode_is_what_the_model_encodes(client, events, ready, tiny_checkpoint, melody):
    client.encode(1, melody.score)
    answer = events.get(timeout=LONG)
    assert isinstance(answer, Encoded)
    assert answer.pattern == 1
    assert answer.z == pytest.approx(LatentComposer(tiny_checkpoint).encode(melody.score).tolist())


def test_a_newer_decode_supersedes_unsent_ones_of_its_pattern_only(client, events, ready):
    z = tuple(ready.axes.mean.tolist())
    # Sent while the client holds its lock, so that none can be answered before the last is asked.
    with client._lock:
        for number in range(1, 101):
            client._ask(client._points, ("decode", 0), Decode(number, 0, z, 10.0))
        client._ask(client._points, ("decode", 1), Decode(101, 1, z, 10.0))
    answers = []
    while not answers or answers[-1].id != 101:
        answers.append(events.get(timeout=LONG))
    assert [answer.id for answer in answers] == [1, 100, 101]


def test_a_wrong_request_fails_in_a_sentence_and_the_next_works(client, events, ready):
    number = client.decode(0, (1.0, 2.0), 10.0)
    answer = events.get(timeout=LONG)
    assert answer == Failed(number, "a latent point of this model is 8 finite numbers")
    client.decode(0, tuple(ready.axes.mean.tolist()), 10.0)
    assert isinstance(events.get(timeout=LONG), Decoded)


def test_a_damaged_checkpoint_fails_in_a_sentence(client, events, ready, tmp_path):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(b"nothing")
    number = client.load(path)
    answer = events.get(timeout=LONG)
    assert isinstance(answer, NotLoaded)
    assert (answer.id, answer.kind) == (number, None)
    assert answer.message.startswith(str(path))


def first(events, kind):
    """The next event of a kind."""
    while not isinstance(event := events.get(timeout=LONG), kind):
        pass
    return event


ENDLESS = 500_000
"""Rows of a continuation that nobody waits for."""


def test_a_slider_does_not_wait_for_a_continuation_which_stops_when_cancelled(client, events, both, melody):
    number = client.continue_rows(melody.score, ENDLESS, 1, Sampling())
    assert first(events, Progress).id == number
    for pattern in range(5):
        client.decode(pattern, tuple(both.axes.mean.tolist()), 10.0)
        assert first(events, (Decoded, Continued)).pattern == pattern
    client.cancel(number)
    assert first(events, (Stopped, Continued)) == Stopped(number)


def test_a_newer_continuation_takes_the_place_of_the_one_before(client, events, both, melody):
    numbers = [client.continue_rows(melody.score, rows, 2, Sampling(seed=3)) for rows in (ENDLESS, ENDLESS, 8)]
    assert first(events, (Stopped, Continued)) == Stopped(numbers[0])
    continued = first(events, (Stopped, Continued))
    assert continued.id == numbers[2]
    assert [len(take.rows) for take in continued.takes] == [8, 8]


def test_a_newer_judgement_takes_the_place_of_those_before_and_a_suggestion_waits_for_neither(
    client, events, both, melody
):
    numbers = [client.judge(score) for score in (Score.silent(ENDLESS), Score.silent(ENDLESS), melody.score)]
    suggestion = client.suggest(melody.score, 8, P1)
    answers = [first(events, (Stopped, Judged, Suggested)) for _ in range(3)]
    assert {answer.id: type(answer) for answer in answers} == {
        numbers[0]: Stopped,
        numbers[2]: Judged,
        suggestion: Suggested,
    }
    assert next(a for a in answers if isinstance(a, Judged)).nats.shape == (len(melody.score), 4)


def test_a_song_is_compared_while_a_continuation_goes_on_and_only_the_latest_of_those_that_wait(
    client, events, both, melody
):
    continuing = client.continue_rows(melody.score, ENDLESS, 1, Sampling())
    first(events, Progress)
    numbers = [client.compare(melody.score) for _ in range(4)]
    # The first has to read the index: the others are asked for before it is done.
    assert [first(events, Compared).id for _ in range(2)] == [numbers[0], numbers[-1]]
    client.cancel(continuing)
    first(events, Stopped)


def test_takes_for_a_hole_with_some_voices_given_come_over_the_pipe(client, events, both, tiny_lstm, melody):
    wish = {"first_row": 64, "voices": (P1,), "conditions": melody.score, "after": melody.score}
    client.continue_rows(melody.score, 64, 2, Sampling(seed=3), **wish)
    expected = Continuer(tiny_lstm).continue_rows(melody.score, 64, 2, Sampling(seed=3), **wish)
    assert list(first(events, Continued).takes) == expected


def test_a_killed_process_is_reported_and_replaced_with_all_that_was_loaded(client, events, both, tmp_path, melody):
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"nothing")
    client.load(bad)
    assert isinstance(first(events, NotLoaded), NotLoaded)
    killed = client.process_id
    number = client.continue_rows(melody.score, ENDLESS, 1, Sampling())
    first(events, Progress)
    os.kill(killed, signal.SIGKILL)
    failed = first(events, (Failed, Died))
    assert failed == Failed(number, "the model process ended before it answered")
    first(events, Died)
    assert first(events, (VaeReady, NotLoaded)).model == both.model
    first(events, (LstmReady, NotLoaded))
    assert client.process_id != killed
    client.decode(0, tuple(both.axes.mean.tolist()), 10.0)
    first(events, Decoded)
    client.continue_rows(melody.score, 3, 1, Sampling())
    first(events, Continued)


def test_a_process_that_hangs_is_ended_and_replaced(client, events, both, monkeypatch):
    monkeypatch.setattr(client._points, "patience", 0.5)
    hung = client.process_id
    os.kill(hung, signal.SIGSTOP)
    number = client.decode(0, tuple(both.axes.mean.tolist()), 10.0)
    assert first(events, Failed).id == number
    assert first(events, Died).message == "the model process did not answer and was started again; no note is lost"
    monkeypatch.undo()
    first(events, (VaeReady, NotLoaded))
    assert client.process_id != hung
    assert not _alive(hung)
    client.decode(0, tuple(both.axes.mean.tolist()), 10.0)
    first(events, Decoded)


def test_a_process_that_does_not_read_holds_nobody_up(client, events, both):
    os.kill(client.process_id, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        for seed in range(20):
            client.continue_rows(Score.silent(2000), 64, 1, Sampling(seed=seed))
            client.judge(Score.silent(20_000))
            client.compare(Score.silent(20_000))
        # All of that is more than a pipe holds.
        assert time.monotonic() - begin < LONG / 4
    finally:
        os.kill(client.process_id, signal.SIGCONT)
    client.decode(0, tuple(both.axes.mean.tolist()), 10.0)
    first(events, Decoded)


def test_close_ends_a_hung_process_too(events, tiny_checkpoint):
    client = ModelClient(events.put)
    client.load(tiny_checkpoint)
    process_id = client.process_id
    os.kill(process_id, signal.SIGSTOP)
    client.close()
    assert not _alive(process_id)


def test_close_leaves_no_process(events, tiny_checkpoint):
    client = ModelClient(events.put)
    client.load(tiny_checkpoint)
    process_id = client.process_id
    client.close()
    assert not _alive(process_id)


def test_the_client_never_imports_torch():
    code = "import sys, nes_composer.generation.client; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
