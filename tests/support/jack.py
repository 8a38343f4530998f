"""A sound card in software: JACK's dummy driver, and recordings of what a program plays on it."""

import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

RATE = 48_000
PERIOD = 256
_PATIENCE_S = 60


def wait_until(condition: Callable[[], object], what: str, seconds: float = _PATIENCE_S, nap: float = 0.005) -> None:
    """Return as soon as the condition holds; fail with what was waited for if it never does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds} s in vain: {what}")
        time.sleep(nap)


@dataclass
class Recording:
    """Samples [n] at RATE, there once the recording has ended."""

    samples: np.ndarray


class Jack:
    """A server; programs that are started while it runs find it as their default sound device.

    Attributes
    ----------
    process : subprocess.Popen
        The latest one.
    """

    process: subprocess.Popen

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder

    def start(self, rate: int = RATE) -> None:
        """Run it, and return when programs find it."""
        # Few ports: the memory for JACK's usual 2048 does not fit into a container's /dev/shm.
        command = ["jackd", "--no-realtime", "--name", self._name, "--port-max", "64"]
        command += ["-d", "dummy", "-r", str(rate), "-p", str(PERIOD), "--monitor"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.process.poll() is not None or self.ports(), "the JACK server is ready")

    def stop(self) -> None:
        """End it under the programs that use it."""
        self.process.terminate()
        self.process.wait(_PATIENCE_S)

    def ports(self) -> list[str]:
        """Return the names of all ports, each followed by its connections, indented; empty without a server."""
        listed = subprocess.run(["jack_lsp", "-c"], capture_output=True, text=True, check=False)
        return listed.stdout.splitlines() if listed.returncode == 0 else []

    @contextmanager
    def recording(self, bits: int = 16) -> Iterator[Recording]:
        """Record what the device's left channel gets while the block runs."""
        recording = Recording(np.zeros(0))
        path = self._folder / f"{uuid.uuid4().hex}.wav"
        monitored = "system:monitor_1"
        command = ["jack_rec", "-f", str(path), "-b", str(bits), "-d", "3600", monitored]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as recorder:
            try:
                wait_until(lambda: any("jackrec" in line for line in self.ports()), "jack_rec connects")
                yield recording
            finally:
                recorder.send_signal(signal.SIGINT)
                recorder.wait(_PATIENCE_S)
        recording.samples = soundfile.read(path)[0]


def reason_to_skip() -> str:
    """Return why there can be no server here; empty when there can."""
    installed = all(shutil.which(program) for program in ("jackd", "jack_lsp", "jack_rec"))
    return "" if installed else "JACK's server and tools are not installed (jackd2)"


@contextmanager
def jack_server(folder: Path) -> Iterator[Jack]:
    """Run a server of one's own; what is started meanwhile finds it. Recordings go to `folder`."""
    name = f"nes_composer-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JACK_DEFAULT_SERVER", name)
        patch.setenv("JACK_NO_START_SERVER", "1")
        server = Jack(name, folder)
        try:
            server.start()
            if server.process.poll() is not None:
                pytest.skip("JACK's server does not run here")
            yield server
        finally:
            server.stop()


@pytest.fixture
def jack(tmp_path: Path) -> Iterator[Jack]:
    """A JACK server of this test's own."""
    if reason_to_skip():
        pytest.skip(reason_to_skip())
    with jack_server(tmp_path) as server:
        yield server
