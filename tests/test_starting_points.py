"""The starting points that are shipped, by what they do: with the shipped models and the shipped index."""

import numpy as np
import pytest

from nes_composer import paths
from nes_composer.driver.presets import presets
from nes_composer.formats import registry
from nes_composer.formats.sound import Sound, performed, samples
from nes_composer.generation.starting_points import load
from nes_composer.models.inference import LatentComposer
from nes_composer.models.novelty import TrainingIndex
from nes_composer.score.score import NO, P1, TR
from nes_composer.score.song import Song

SHIPPED = load()
POINTS = SHIPPED.points


@pytest.fixture(scope="module")
def composer():
    return LatentComposer(paths.default_vae())


@pytest.fixture(scope="module")
def index():
    return TrainingIndex.load(paths.training_index())


@pytest.fixture(scope="module")
def first():
    return registry.read_song(paths.songs() / "first.nesproj").song


def by_name(point):
    return point.name


def in_key(score, key):
    classes = key.pitch_classes | ({(key.root + 11) % 12} if key.scale == "minor" else set())
    pitch = score.pitch[:, :NO]
    return np.isin(pitch[pitch > 0] % 12, list(classes)).mean()


def loudest(song):
    sound = Sound(sample_rate=22_050)
    return float(np.abs(np.concatenate([*samples(performed(paths.assets(), song, sound), sound)])).max())


def test_there_are_24_with_names_of_their_own():
    assert len(POINTS) == 24
    assert len({point.name for point in POINTS}) == 24
    assert all(3 <= len(point.name) <= 18 for point in POINTS)


def test_they_are_made_for_the_shipped_checkpoint(composer):
    assert SHIPPED.checkpoint == composer.name


@pytest.mark.parametrize("point", POINTS, ids=by_name)
def test_a_point_decodes_to_its_notes(point, composer):
    decoded = composer.decode(point.z, point.rows.rows_per_second)
    assert np.array_equal(decoded.pitch, point.rows.pitch)
    assert np.array_equal(decoded.onset, point.rows.onset)
    assert np.array_equal(decoded.velocity, point.rows.velocity)


@pytest.mark.parametrize("point", POINTS, ids=by_name)
def test_a_point_is_in_its_key_and_has_a_tune_and_a_bass(point):
    assert in_key(point.rows, point.key) >= 0.95
    assert point.rows.onset[:, P1].sum() >= 6
    assert point.rows.onset[:, TR].sum() >= 4


@pytest.mark.parametrize("point", POINTS, ids=by_name)
def test_a_point_shares_no_long_run_with_a_training_song(point, index):
    run = index.longest_run(point.rows)
    assert run is None or run.rows <= 8


@pytest.mark.parametrize("point", POINTS, ids=by_name)
def test_a_point_plays_on_presets_of_its_voices_and_does_not_clip(point):
    for voice, instrument in enumerate(point.instruments):
        assert any(preset.instrument == instrument and voice in preset.voices for preset in presets())
    sound = Sound(sample_rate=22_050)
    wave = np.concatenate(
        [*samples(performed(paths.assets(), Song(point.rows, instruments=point.instruments), sound), sound)]
    )
    assert 0.05 < np.abs(wave).max() < 1.0


def test_they_differ():
    tempos = [point.rows.rows_per_second for point in POINTS]
    assert tempos == sorted(tempos)
    assert len({round(point.rows.ticks_per_row) for point in POINTS}) >= 6
    assert {point.key.scale for point in POINTS} == {"major", "minor"}
    assert len({point.key.root for point in POINTS}) >= 6
    assert len({tuple(instrument.name for instrument in point.instruments) for point in POINTS}) >= 16
    same = [
        np.mean(one.rows.pitch == other.rows.pitch) for number, one in enumerate(POINTS) for other in POINTS[:number]
    ]
    assert max(same) < 0.6


def test_the_first_song_is_of_points_that_decode_to_its_notes(first, composer):
    assert first.model == composer.name
    assert first.title
    assert len(first.score) == 256
    for number, pattern in enumerate(first.patterns):
        decoded = composer.decode(pattern.z, first.score.rows_per_second)
        assert np.array_equal(decoded.pitch, pattern.decoded.pitch)
        # What is heard is the model's; velocity alone is put on by the metre.
        assert np.array_equal(first.pattern_rows(number).pitch, decoded.pitch)


def test_the_first_song_is_music(first, index):
    point = next(point for point in POINTS if point.name == first.title)
    assert in_key(first.score, point.key) >= 0.97
    assert (first.score.sounding.mean(axis=0) > 0.2).all()
    bass = first.score.pitch[first.score.onset[:, TR], TR]
    assert int(bass[0]) % 12 == point.key.root
    assert int(bass[-1]) % 12 == point.key.root
    triad = {(point.key.root + step) % 12 for step in (0, 4 if point.key.scale == "major" else 3, 7)}
    assert int(first.score.pitch[first.score.onset[:, P1], P1][-1]) % 12 in triad
    run = index.longest_run(first.score)
    assert run is None or run.rows <= 8


def test_the_first_song_has_a_form(first):
    theme, again, bridge, last = (first.pattern_rows(number).pitch for number in range(4))
    assert 0.7 < (theme == again).mean() < 1.0
    assert (theme == bridge).mean() < 0.6
    assert (theme[:48] == last[:48]).mean() > 0.7
    assert (theme != last).any()


def test_the_first_song_does_not_clip(first):
    assert 0.1 < loudest(first) < 1.0
