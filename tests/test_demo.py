import subprocess
import sys
import wave

import numpy as np

from nes_composer import demo
from nes_composer.formats import registry
from nes_composer.generation import form
from nes_composer.models.inference import LatentComposer


def test_a_song_remembers_where_its_patterns_come_from(tiny_checkpoint):
    composer = LatentComposer(tiny_checkpoint)
    points = form.points(composer.axes, np.random.default_rng(3), 2)
    song = demo.compose(composer, points, 8.0)
    assert len(song.score) == 128
    assert song.score.rows_per_second == 8.0
    for index, point in enumerate(points):
        assert song.patterns[index].z == tuple(map(float, point))
        assert song.patterns[index].decoded == composer.decode(point, 8.0)
    assert song.model == composer.name


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
