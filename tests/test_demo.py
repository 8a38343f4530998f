import subprocess
import sys
import wave

import numpy as np

from nes_composer.formats import registry


def test_the_demo_leaves_sound_log_project_and_a_picture_of_the_window(tiny_checkpoint, tmp_path):
    # As a program of its own: it decides itself how Qt is started.
    code = (
        "import sys; from pathlib import Path; from nes_composer import demo, paths\n"
        f"paths.default_vae = lambda: Path({str(tiny_checkpoint)!r})\n"
        "sys.exit(demo.main(['--out', 'made/here']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "made" / "here"
    names = ["demo.nesproj", "demo.wav", "demo.nsf", "demo.png"]
    assert done.stdout.splitlines() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert (folder / "demo.png").read_bytes().startswith(b"\x89PNG")
    song = registry.read_song(folder / "demo.nesproj").song
    assert len(song.score) == 256
    with wave.open(str(folder / "demo.wav")) as file:
        samples = np.frombuffer(file.readframes(10**7), "<i2")
    assert np.abs(samples).max() > 1000
