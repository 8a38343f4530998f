import subprocess
import sys

import numpy as np
import pytest
import soundfile
from support.commands import run, shipped, tiny_checkpoints

import nes_composer as nes
from nes_composer import api
from nes_composer.formats import registry
from nes_composer.formats.sound import Sound
from nes_composer.score.edits import rows_between
from nes_composer.score.keys import Key

__all__ = ["run", "shipped", "tiny_checkpoints"]

HEAVY = ("torch", "numba", "PySide6")


def loaded_after(code):
    """Which of the modules that take seconds a program of its own has loaded, and whether numpy."""
    told = f"import sys; print(*(name for name in {(*HEAVY, 'numpy')} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_package_loads_nothing_that_nobody_asked_for(tmp_path, melody):
    nes.save(melody, tmp_path / "a.nesproj")
    assert loaded_after("import nes_composer") == []
    use = "import nes_composer as nes; nes.Vae, nes.Lstm, nes.render"
    assert loaded_after(use) == ["numpy"]
    copy = f"nes.save(nes.load({str(tmp_path / 'a.nesproj')!r}), {str(tmp_path / 'b.nesproj')!r})"
    assert loaded_after(f"{use}; {copy}") == ["numpy"]
    assert (tmp_path / "a.nesproj").read_bytes() == (tmp_path / "b.nesproj").read_bytes()


def test_the_package_has_what_the_api_has_and_no_more():
    assert set(nes.__all__) == {*api.__all__, "__version__"}
    assert all(getattr(nes, name) is getattr(api, name) for name in api.__all__)
    assert set(nes.__all__) <= set(dir(nes))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        nes.nothing  # noqa: B018


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_song_is_saved_and_loaded(tmp_path, decoded_song, kind):
    nes.save(decoded_song, kind(tmp_path / "a.nesproj"))
    assert nes.load(kind(tmp_path / "a.nesproj")) == decoded_song


def test_what_is_rendered_is_what_a_sound_file_of_floats_has(tmp_path, melody):
    samples = nes.render(melody, 22_050)
    assert (samples.dtype, samples.ndim) == (np.float32, 1)
    registry.write_song(tmp_path / "a.wav", melody, Sound(sample_rate=22_050, encoding="float"))
    assert np.array_equal(samples, soundfile.read(tmp_path / "a.wav", dtype="float32")[0])
    assert 0.05 < np.abs(samples).max() <= 1
    assert len(nes.render(melody)) == pytest.approx(len(samples) * 48_000 / 22_050, abs=2)


def test_songs_become_points_and_points_songs(shipped, melody):
    vae = nes.Vae()
    points = vae.encode(melody)
    assert (points.shape, points.dtype) == ((1, vae.latent), np.float32)
    two = vae.random(3, patterns=2)
    assert (two.shape, two.dtype) == ((2, vae.latent), np.float32)
    song = vae.decode(two, rows_per_second=9.0)
    assert [pattern.z for pattern in song.patterns] == [tuple(map(float, z)) for z in two]
    assert (len(song.score), song.score.rows_per_second) == (128, 9.0)
    assert vae.decode(two[0].tolist(), 9.0).score == song.pattern_rows(0)


def test_no_rows_are_no_points(shipped, melody):
    empty = nes.Song(rows_between(melody.score, 0, 0))
    assert nes.Vae().encode(empty).shape == (0, 8)


def test_the_command_line_makes_the_same_songs(shipped, melody, run, tmp_path):
    out, before = tmp_path / "out.nesproj", tmp_path / "in.nesproj"
    vae, lstm = nes.Vae(), nes.Lstm()
    run("generate", out, "--model", "vae", "--bars", 8, "--seed", 5)
    assert nes.load(out).score == vae.decode(vae.random(5, patterns=2)).score
    run("generate", out, "--model", "lstm", "--bars", 3, "--seed", 5, "--temperature", 2, "--key", "D minor")
    assert nes.load(out) == lstm.random(5, bars=3, temperature=2, key="D minor")
    nes.save(melody, before)
    run("continue", before, out, "--bars", 2, "--seed", 6)
    assert [nes.load(out)] == lstm.continue_(melody, 2, seed=6)


def test_what_is_asked_for_when_going_on_is_heeded(shipped, melody):
    lstm = nes.Lstm()
    plain, hot, keyed = (
        lstm.continue_(melody, 4, takes=2, seed=1, **asked) for asked in ({}, {"temperature": 5.0}, {"key": "F# major"})
    )
    assert len(plain) == 2
    assert plain[0] != plain[1]
    assert plain[0].score != hot[0].score
    new = rows_between(keyed[0].score, 64, 128)
    drawn = set((new.pitch[:, :3][new.onset[:, :3]] % 12).tolist())
    assert drawn
    assert drawn <= Key.parse("F# major").pitch_classes


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda song: nes.load("no.mp3"), "no.mp3: cannot open this kind of file"),
        (lambda song: nes.save(song, "no.mp3"), "no.mp3: cannot save this kind of file"),
        (lambda song: nes.render(song, 7), "a sample rate of 7 is outside"),
        (lambda song: nes.Vae("missing.safetensors"), "missing.safetensors: No such file"),
        (lambda song: nes.Lstm("missing.safetensors"), "missing.safetensors: No such file"),
        (lambda song: nes.Vae().decode([0.0]), "a latent point of this model is 8 finite numbers"),
        (lambda song: nes.Vae().decode([]), "a latent point of this model is 8 finite numbers"),
        (lambda song: nes.Vae().decode(np.zeros((0, 8))), "at least one latent point"),
        (lambda song: nes.Lstm().continue_(song, 0), "at least one take of one row"),
        (lambda song: nes.Lstm().continue_(song, 1, key="H"), "'H' is not a key"),
        (lambda song: nes.Lstm().continue_(song, 1, temperature=0), "a temperature is a number above 0"),
        (lambda song: nes.Lstm().random(-1), "a seed is a whole number from 0"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(shipped, melody, ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask(melody)


def test_a_model_of_frames_refuses_other_rows(shipped, melody):
    frames = nes.Vae(shipped / "vae-24hz.safetensors")
    with pytest.raises(ValueError, match=r"the song has 10\.02 rows per second, the model works on 24"):
        frames.encode(melody)
    song = frames.decode(frames.random(1, patterns=1))
    assert song.score.rows_per_second == 24
    assert frames.encode(song).shape == (1, frames.latent)
