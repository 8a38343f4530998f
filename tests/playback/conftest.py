"""An audio process with a clock for a sound device, for a module of tests."""

import pytest
from support.jack import wait_until

from nes_composer.playback.client import AudioClient


@pytest.fixture(scope="module")
def running():
    audio = AudioClient("null")
    wait_until(lambda: audio.status().ready, "the audio process is ready")
    yield audio
    audio.close()


@pytest.fixture
def audio(running):
    yield running
    running.stop()
    running.set_loop(None)
    running.set_audible((True, True, True, True))
    wait_until(lambda: not running.status().playing, "the song stops")
