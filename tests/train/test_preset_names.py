import numpy as np
import pytest

from nes_composer.score.instrument import Envelope, Instrument
from train.note_clusters import Cluster
from train.note_curves import NoteCurve
from train.preset_names import fade_ticks, name_of, numbered

NOTHING = np.zeros(0, np.uint8)


def name(pool, pitch, volume, arpeggio=(0,), duty=None):
    instrument = Instrument("", volume, None if duty is None else Envelope(duty), Envelope(arpeggio))
    return name_of(
        Cluster(pool, "plain", NoteCurve(NOTHING, NOTHING, NOTHING, pitch, 0.0, NOTHING), pitch, 0), instrument
    )


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (Envelope((15,)), "organ"),
        (Envelope((15, 13, 11, 10)), "lead"),
        (Envelope((15, 11, 7, 5)), "soft lead"),
        (Envelope((15, 14, 14, 15, 13, 0)), "stab"),
        (Envelope((15, 10, 5, 2, 0)), "short pluck"),
        (Envelope((15, 13, 11, 9, 7, 5, 3, 1, 0)), "pluck"),
        (Envelope((*range(15, 0, -1), 0)), "long pluck"),
        (Envelope((*(value // 3 for value in range(45, 0, -1)), 0)), "decay"),
        (Envelope((*(value // 5 for value in range(79, 29, -1)), 5)), "slow decay"),
        (Envelope((4, 7, 10, 13, 15)), "swell"),
        (Envelope((15, 9, 4, 2, 2, 9, 5, 2, 0)), "echo"),
        (Envelope((15, 12, 10, 12), loop=1), "tremolo"),
        (Envelope((15, 12, 8, 4, 2), release=1), "ringing organ"),
        (Envelope((15, 12, 10, 3, 3, 3), release=3), "echoing lead"),
    ],
)
def test_pulses_are_named_by_their_volume(volume, expected):
    assert name("pulse", 60, volume) == expected


@pytest.mark.parametrize(
    ("arpeggio", "duty", "expected"),
    [
        ((0,), (0, 2), "thin-attack organ"),
        ((0,), (2, 2, 1), "hollow-attack organ"),
        ((-1, 0), None, "scooped organ"),
        ((12, 0), None, "octave-attack organ"),
        ((7, 3, 0), None, "falling organ"),
    ],
)
def test_and_by_how_they_begin(arpeggio, duty, expected):
    assert name("pulse", 60, Envelope((15,)), arpeggio, duty) == expected


@pytest.mark.parametrize(
    ("volume", "arpeggio", "expected"),
    [
        ((15,), (0,), "bass"),
        ((15, 15, 0), (0,), "staccato bass"),
        ((15, 15, 15, 15, 0), (0,), "short bass"),
        ((*[15] * 10, 0), (0,), "gated bass"),
        ((*[15] * 6, 0), (9, 6, 3, 0), "bass drum"),
        ((15,), (-2, -1, 0), "scooped bass"),
    ],
)
def test_triangles_are_named_by_their_gate_and_slide(volume, arpeggio, expected):
    assert name("triangle", 45, Envelope(volume), arpeggio) == expected


@pytest.mark.parametrize(
    ("pitch", "ticks", "arpeggio", "expected"),
    [
        (14, 3, (0,), "closed hi-hat"),
        (14, 9, (0,), "open hi-hat"),
        (13, 30, (0,), "crash"),
        (10, 2, (0,), "rim shot"),
        (10, 4, (0,), "tight snare"),
        (10, 6, (0,), "snare"),
        (10, 16, (0,), "long snare"),
        (4, 5, (0,), "kick"),
        (4, 16, (0,), "tom"),
        (10, 6, (-8, 0), "punched snare"),
    ],
)
def test_noises_are_named_by_length_and_pitch(pitch, ticks, arpeggio, expected):
    fading = tuple(np.linspace(15, 3, ticks).astype(int).tolist())
    assert name("noise", pitch, Envelope((*fading, 0)), arpeggio) == expected


def test_a_noise_that_does_not_fade_is_gated():
    assert name("noise", 13, Envelope((15, 14, 15, 14, 15, 0))) == "gated closed hi-hat"


def test_names_that_come_again_are_numbered():
    assert numbered(["pluck", "organ", "pluck", "pluck"]) == ["pluck", "organ", "pluck 2", "pluck 3"]


def test_fade_ticks():
    assert fade_ticks(Envelope((15, 9, 3, 2, 1, 0))) == 3
    assert fade_ticks(Envelope((15, 9, 3))) is None
    assert fade_ticks(Envelope((15, 0), loop=0)) is None
