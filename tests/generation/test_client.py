import os
import queue
import signal
import subprocess
import sys

import numpy as np
import pytest

from nes_composer.generation.client import ModelClient
from nes_composer.generation.requests import Decode, Decoded, Died, Encoded, Failed, Ready
from nes_composer.models.inference import LatentComposer

LONG = 60.0
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
    client.load(tiny_checkpoint)
    event = events.get(timeout=LONG)
    assert isinstance(event, Ready)
    return event


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
            client._ask(("decode", 0), Decode(number, 0, z, 10.0))
        client._ask(("decode", 1), Decode(101, 1, z, 10.0))
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
    client.load(path)
    answer = events.get(timeout=LONG)
    assert isinstance(answer, Failed)
    assert answer.id is None
    assert answer.message.startswith(str(path))


def test_a_killed_process_is_reported_and_replaced(client, events, ready, tiny_checkpoint):
    client.load(tiny_checkpoint)
    assert isinstance(events.get(timeout=LONG), Ready)
    first = client.process_id
    os.kill(first, signal.SIGKILL)
    assert isinstance(events.get(timeout=LONG), Died)
    again = events.get(timeout=LONG)
    assert isinstance(again, Ready)
    assert client.process_id != first
    client.decode(0, tuple(ready.axes.mean.tolist()), 10.0)
    assert isinstance(events.get(timeout=LONG), Decoded)


def test_close_leaves_no_process(events, tiny_checkpoint):
    client = ModelClient(events.put)
    client.load(tiny_checkpoint)
    process_id = client.process_id
    client.close()
    assert not _alive(process_id)


def test_the_client_never_imports_torch():
    code = "import sys, nes_composer.generation.client; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
