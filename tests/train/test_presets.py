import numpy as np
import pytest
from support.tick_songs import tick_song

from nes_composer.driver.presets import load_presets
from nes_composer.score.instrument import Envelope, Vibrato
from nes_composer.score.score import NO, P1, P2
from train.note_clusters import Cluster
from train.note_curves import NoteCurve
from train.presets import instrument_of, make_presets, presets_of, steady_part, volume_envelope

LEAD = [15, 12] + [9] * 28
PLUCK = [15, 11, 8, 5, 3, 1]
HAT = [15, 6, 2]


def curve(volume, gap=0.0, release=(), timbre=(0,), steps=(0,)):
    return NoteCurve(
        np.array(volume, np.uint8),
        np.array(timbre, np.uint8),
        np.array(steps, np.int16),
        60,
        gap,
        np.array(release, np.uint8),
    )


@pytest.mark.parametrize(
    ("note", "envelope"),
    [
        (curve(LEAD), Envelope((15, 12, 9))),
        (curve(PLUCK, gap=4.0), Envelope((15, 11, 8, 5, 3, 1, 0))),
        (curve([15, 9, 9, 9, 9], release=[6, 4, 2, 0, 0]), Envelope((15, 9, 6, 4, 2), None, 2)),
        (curve([15, 13] + [12, 10, 8, 10] * 5), Envelope((15, 13, 12, 10, 8, 10), 2)),
        (curve([15, 13] + [12, 10] * 9 + [12], release=[5, 1]), Envelope((15, 13, 12, 10, 5, 1), 2, 4)),
    ],
)
def test_notes_become_envelopes(note, envelope):
    assert volume_envelope(note, ended=note.gap > 0) == envelope


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ([15, 12] + [9] * 24, (2, 1)),
        ([15, 12] + [9] * 23, None),
        ([15, 12] + [9] * 24 + [5, 3, 0], (2, 1)),
        ([15] + [9, 9, 7, 7] * 4, (1, 4)),
        ([15] + [9, 9, 7, 7] * 3, None),
        ([15] + [9, 9, 7, 7] * 4 + [6, 3, 1], (1, 4)),
        ([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], None),
    ],
)
def test_a_steady_part_stays_or_goes_round(volume, expected):
    assert steady_part(np.array(volume, np.uint8)) == expected


def test_timbre_and_pitch_become_envelopes_where_they_develop():
    volume = [15] * 6
    changing = instrument_of(Cluster("pulse", "timbre", curve(volume, timbre=[2, 2, 1, 1, 1, 1]), 60, 0.1))
    assert changing.duty == Envelope((2, 2, 1))
    sliding = instrument_of(Cluster("pulse", "steps", curve(volume, steps=[7, 3, 0, 0, 0, 0]), 60, 0.1))
    assert sliding.arpeggio == Envelope((7, 3, 0))
    plain = instrument_of(Cluster("pulse", "plain", curve(volume, timbre=[2] * 6), 60, 0.1))
    assert plain.duty is None


def test_presets_are_distinct_named_and_know_their_voices():
    found = [
        Cluster("pulse", "plain", curve(LEAD), 60, 0.5),
        Cluster("pulse", "plain", curve(PLUCK, gap=9.0), 60, 0.2),
        Cluster("pulse", "release", curve(LEAD), 60, 0.1),
        Cluster("noise", "plain", curve(HAT, gap=5.0), 13, 0.4),
    ]
    presets = presets_of(found)
    assert [preset.instrument.name for preset in presets] == ["lead", "vibrato lead", "short pluck", "closed hi-hat"]
    assert [preset.voices for preset in presets] == [(P1, P2), (P1, P2), (P1, P2), (NO,)]
    assert "pitches about 13" in presets[3].about
    assert isinstance(presets[1].instrument.vibrato, Vibrato)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A folder with an archive of small songs of three voices, as NES-MDB's."""
    import io
    import tarfile

    folder = tmp_path_factory.mktemp("nesmdb")
    with tarfile.open(folder / "nesmdb_midi.tar.xz", "w:xz") as tar:
        for index in range(30):
            notes = [(P1, LEAD, 8), (P1, PLUCK, 8), (NO, HAT, 8)] * 4
            data = tick_song(folder / "song.mid", *notes)
            info = tarfile.TarInfo(f"nesmdb_midi/train/{index:03}_Song.mid")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return folder


def test_the_files_are_written_and_a_seed_gives_the_same_bytes(archive, tmp_path):
    made = make_presets(archive, tmp_path / "a.json", tmp_path / "a.md")
    assert load_presets(tmp_path / "a.json") == tuple(made)
    make_presets(archive, tmp_path / "b.json", tmp_path / "b.md")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()
    page = (tmp_path / "a.md").read_text()
    assert all(f"| {preset.instrument.name} |" in page for preset in made)
    volumes = {preset.instrument.volume.values for preset in made}
    assert volumes == {(15, 12, 9), (15, 11, 8, 5, 3, 1, 0), (15, 6, 2, 0)}
