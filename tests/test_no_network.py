"""The program opens no network connection, in none of its processes, by Python or past it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

FENCE = Path(__file__).parent / "support" / "fence"

USE = """
import json
import sys
from pathlib import Path
from nes_composer import log, paths, selftest
from nes_composer.formats.sound import Sound
from nes_composer.selftest import SelfTest
from nes_composer.ui.exports import Wish

folder = Path(sys.argv[1])
paths.checkpoints = lambda: folder / "checkpoints"

class LongerTest(SelfTest):
    @property
    def steps(self):
        return [*super().steps, self.export_and_open]

    def export_and_open(self):
        files, told = self.window.files, []
        files.exports.finished.connect(told.append)
        for number, end in enumerate((".wav", ".mid", ".vgm"), 1):
            files.exports.run(self.window.document.song, Wish(folder / f"song{end}", Sound()))
            self.wait(lambda number=number: len(told) == number, f"{end} is there")
        opened = []
        self.window.document.opened.connect(lambda: opened.append(1))
        self.window.files.open_path(folder / "selftest.nesproj")
        self.wait(lambda: opened, "the project is opened")
        self.window.commands["report"].trigger()

if __name__ == "__main__":
    log.begin()
    selftest.SelfTest = lambda audio, _, screenshots: LongerTest(audio, folder, screenshots)
    print(json.dumps(selftest.run("null", None)))
    log.end()
"""


def environment(folder, **more):
    """Return the environment of a process that is watched."""
    path = os.pathsep.join([str(FENCE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "FENCE_LOG": str(folder / "fence.log"), **more}


def run(code, folder, *arguments, **more):
    script = folder / "use.py"
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment(folder, **more), check=False, timeout=240
    )


def test_the_whole_program_is_used_and_no_network_is_asked_for(tmp_path):
    (tmp_path / "checkpoints").mkdir()
    save_tiny_vae(tmp_path / "checkpoints" / "vae-full.safetensors")
    save_tiny_lstm(tmp_path / "checkpoints" / "lstm-full.safetensors")
    done = run(USE, tmp_path, tmp_path, NES_COMPOSER_DATA=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True, done.stdout + done.stderr
    lines = (tmp_path / "fence.log").read_text(encoding="utf-8").splitlines()
    processes = [line for line in lines if line.startswith("process ")]
    assert lines == processes
    # The window, the sound, the models, and those that export.
    assert len(processes) >= 4
    for name in ("window", "models", "sound"):
        text = (tmp_path / "data" / "log" / f"{name}.log").read_text(encoding="utf-8")
        assert f"INFO {name} begins" in text
        assert "nobody caught" not in text


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import socket; socket.gethostbyname('localhost')",
        "import urllib.request; urllib.request.urlopen('http://localhost:9')",
    ],
)
def test_what_python_asks_for_would_be_seen_also_in_a_spawned_process(tmp_path, code):
    spawn = (
        "import multiprocessing\n"
        f"def ask():\n    {code}\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('spawn').Process(target=ask)\n"
        "    process.start(); process.join()\n"
    )
    done = run(spawn, tmp_path)
    assert "no network here" in done.stderr
    lines = (tmp_path / "fence.log").read_text(encoding="utf-8").splitlines()
    assert any(re.match(r"(socket|urllib)\.", line) for line in lines)


def test_what_a_library_asks_for_past_python_ends_the_process(tmp_path):
    code = "import ctypes; ctypes.CDLL(None).socket({family}, 1, 0); print('alive')"
    done = run(code.format(family=1), tmp_path)
    if "fenced False" in (tmp_path / "fence.log").read_text(encoding="utf-8"):
        pytest.skip("this system cannot watch what libraries do (seccomp)")
    assert done.stdout == "alive\n"
    for family in (2, 10):
        done = run(code.format(family=family), tmp_path)
        assert (done.stdout, done.returncode) == ("", -signal.SIGSYS)
