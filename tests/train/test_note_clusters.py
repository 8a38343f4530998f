import numpy as np
import pytest
from support.tick_songs import tick_song

from nes_composer.score.score import NO, P1, TR
from train.note_clusters import clusters, measure

ORGAN = [15] * 30
PLUCK = [15, 11, 8, 5, 3, 1]
LEAD = [15, 12] + [9] * 28
SHAPES = (ORGAN, PLUCK, LEAD)


def noisy(shape, random):
    """Return a shape with a tick in ten a little quieter."""
    return [max(value - int(random.random() < 0.1), 1) for value in shape]


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    """Five songs of three known envelopes in all voices, played with some noise, a third as many of each."""
    path = tmp_path_factory.mktemp("songs") / "song.mid"
    random = np.random.default_rng(5)
    made = []
    for index in range(5):
        notes = []
        for shape, count in ((ORGAN, 9), (PLUCK, 6), (LEAD, 3)):
            notes += [(P1, noisy(shape, random), 8) for _ in range(count)]
        made.append((f"song {index}", tick_song(path, *notes)))
    return made


@pytest.fixture(scope="module")
def measured(songs):
    return measure(songs, 1)


def test_known_envelopes_come_back_as_medoids(measured):
    found = clusters(measured, 1)
    assert [cluster.pool for cluster in found] == ["pulse"] * 3
    for shape, cluster in zip(SHAPES, found, strict=True):
        ticks = min(len(shape), len(cluster.curve))
        assert np.abs(cluster.curve.volume[:ticks].astype(int) - shape[:ticks]).mean() < 0.3
        assert len(cluster.curve) == len(shape)
    shares = [cluster.share for cluster in found]
    assert sum(shares) == pytest.approx(1)
    assert shares == pytest.approx([9 / 18, 6 / 18, 3 / 18], abs=0.05)


def test_a_seed_gives_the_same_again(songs, measured):
    again = clusters(measure(songs, 1), 1)
    for one, other in zip(clusters(measured, 1), again, strict=True):
        assert one.share == other.share
        assert np.array_equal(one.curve.volume, other.curve.volume)


def test_what_hardly_any_song_has_is_left_out(tmp_path, songs):
    odd = tick_song(tmp_path / "odd.mid", *[(P1, [3, 9, 15, 9, 3, 1], 8)] * 16)
    found = clusters(measure([*songs, ("odd 1", odd), ("odd 2", odd)], 1), 1)
    assert all(cluster.curve.volume[0] == 15 for cluster in found)


def test_a_long_song_counts_no_more_than_others(songs, measured):
    assert len(measured) == 5 * 16


def test_what_cannot_be_read_is_left_out(songs):
    assert measure([("broken", b"MThd"), songs[0]], 1)


def test_quiet_notes_count_by_their_shape(tmp_path):
    (quiet,) = measure([("song", tick_song(tmp_path / "s.mid", (P1, [8, 6, 4, 3, 2, 1], 8)))], 1)
    assert quiet.curve.volume.tolist() == [15, 11, 8, 6, 4, 2]


@pytest.mark.parametrize(
    ("voice", "volumes", "gap"),
    [
        (P1, [7] * 30, 8),  # too quiet to tell its shape
        (P1, [12] * 10, 0),  # cut off by the next
        (P1, [12] * 10, 2),  # let go
        (P1, [15] * 12 + [5] * 6 + [15] * 12, 8),  # several
        (NO, [12, 9, 5], 0),
    ],
)
def test_notes_that_do_not_show_how_they_develop(tmp_path, voice, volumes, gap):
    after = (voice, [12] * 3, 0) if voice == NO else (voice, [7] * 3, 0)
    notes = measure([("song", tick_song(tmp_path / "s.mid", (voice, volumes, gap), after))], 1)
    assert not any(np.array_equal(note.curve.volume[:3], volumes[:3]) for note in notes)


def test_each_kind_is_told_by_what_develops(tmp_path):
    held, tail = [15, 12, 10, 10, 10], [6, 4, 2]
    data = tick_song(
        tmp_path / "s.mid",
        (P1, ORGAN, 8),
        (P1, PLUCK, 8, [60] * 6, [2, 2, 0, 0, 0, 0]),
        (P1, PLUCK, 8, [72, 60, 60, 60, 60, 60]),
        (P1, held + tail, 8),
        (P1, held + [10] * 12 + tail, 8),
        (TR, [15] * 5, 8, [50, 47, 44, 41, 38]),
        (TR, [15] * 5, 8),
        (NO, PLUCK, 8),
    )
    kinds = [(note.pool, note.kind) for note in measure([("song", data)], 1)]
    expected = [("pulse", kind) for kind in ("plain", "timbre", "steps", "release")]
    assert set(expected) <= set(kinds)
    assert {("triangle", "steps"), ("triangle", "plain"), ("noise", "plain")} <= set(kinds)
    (released, *_) = [n for n in measure([("song", data)], 1) if n.kind == "release"]
    assert released.curve.release.tolist() == tail
