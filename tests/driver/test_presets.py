import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from support.instruments import instruments

from nes_composer.apu.render import render
from nes_composer.driver.perform import perform
from nes_composer.driver.presets import (
    Preset,
    default_instruments,
    instrument_from_json,
    instrument_to_json,
    load_presets,
    named,
    presets,
    presets_to_json,
)
from nes_composer.paths import assets
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN, Instrument, InstrumentError
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR, Score

PITCHES = {P1: 69, P2: 64, TR: 45, NO: 12}
HELD, REST = 60, 40
"""Ticks of the note that is played on a preset, and of the silence after it."""


def tick_levels(instrument, voice):
    """Return how loud each tick of a note and of the silence after it sounds on an instrument."""
    score = draw(Score.silent(HELD + REST, TICK_RATE), [Note(voice, 0, HELD, PITCHES[voice], 15, 0)])
    played = tuple(instrument if v == voice else PLAIN[v] for v in range(4))
    samples = render(perform(score, played))
    tick = 48_000 / TICK_RATE
    edges = np.arange(HELD + REST + 1) * tick
    return np.array([samples[int(a) : int(b)].std() for a, b in pairwise(edges)])


SHIPPED = presets()


def test_there_are_presets_enough_for_each_voice():
    assert len(SHIPPED) >= 24
    for voice, least in ((P1, 9), (P2, 9), (TR, 4), (NO, 7)):
        assert sum(voice in preset.voices for preset in SHIPPED) >= least


def test_presets_differ_in_name_and_sound():
    assert len({preset.instrument.name for preset in SHIPPED}) == len(SHIPPED)
    sounds = {(preset.voices, replace(preset.instrument, name="")) for preset in SHIPPED}
    assert len(sounds) == len(SHIPPED)


def test_presets_are_short_to_load():
    assert (assets() / "presets.json").stat().st_size < 64_000


@pytest.mark.parametrize("preset", SHIPPED, ids=lambda preset: preset.instrument.name)
def test_every_preset_sounds_as_its_volume_says(preset):
    """Each tick of a held note, and those after its end, at the level of the envelope."""
    instrument, voice = preset.instrument, preset.voices[0]
    level = tick_levels(instrument, voice)
    volume = np.array(
        [instrument.volume.at(tick) for tick in range(HELD)]
        + [instrument.volume.at(HELD + tick, tick) * (tick < instrument.release_ticks) for tick in range(REST)]
    )
    heard = level / level.max()
    assert level.max() > 0.01
    if voice == TR:
        # It stops where it is, so that a tick in which it is gated has an edge.
        assert heard[volume > 0].min() > 0.3
        assert heard[np.flatnonzero(volume == 0)[1:]].max(initial=0) < 0.01
    else:
        # Noise scatters, and where its pitch falls deep a tick has little of it.
        assert np.corrcoef(level, volume)[0, 1] > (0.8 if voice == NO else 0.95)
        assert heard[volume == 0][1:].max(initial=0) < 0.01


@pytest.mark.parametrize("preset", SHIPPED, ids=lambda preset: preset.instrument.name)
def test_presets_fit_their_voices(preset):
    assert preset.about
    assert 0 <= preset.share < 1
    if preset.instrument.duty is not None:
        assert preset.voices == (P1, P2)
    if NO in preset.voices:
        assert preset.instrument.pitch == PLAIN[NO].pitch
        assert preset.instrument.vibrato is None


def test_default_instruments_are_musical():
    """Tones speak at full volume and stay; the drum does not. The timbre is the score's."""
    p1, p2, tr, no = default_instruments()
    for tone in (p1, p2, tr):
        assert tone.volume.at(0) == 15
        assert tone.volume.at(1_000) >= 5
        assert sum(tone.arpeggio.values) == 0
    assert p1.vibrato is not None
    assert no.volume.at(0) == 15
    assert no.volume.at(15) <= 1
    assert all(instrument.duty is None for instrument in (p1, p2, tr, no))
    assert {p1, p2, tr, no} <= {preset.instrument for preset in SHIPPED}


def test_presets_are_found_by_their_names():
    found = [next(preset.instrument for preset in reversed(presets()) if voice in preset.voices) for voice in range(4)]
    assert list(named(instrument.name for instrument in found)) == found
    with pytest.raises(KeyError, match="no such preset"):
        named(["lead", "lead 2", "bass", "no such preset"])


@given(instruments)
def test_presets_survive_their_file(tmp_path_factory, instrument):
    file = tmp_path_factory.mktemp("presets") / "presets.json"
    found = (Preset(instrument, (P1, P2), 0.25, "as it was"), Preset(Instrument(instrument.name + "2"), (NO,), 0.0, ""))
    file.write_text(presets_to_json(found), encoding="utf-8")
    assert load_presets(file) == found


GOOD = {"voices": ["P1"], "share": 0.5, "about": "", "instrument": {"name": "a"}}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"presets": 1}',
        "[" * 100_000,
        json.dumps({"presets": [GOOD | {"voices": ["P3"]}]}),
        json.dumps({"presets": [GOOD | {"share": "x"}]}),
        json.dumps({"presets": [GOOD | {"instrument": {"name": "a", "volume": {"values": [99]}}}]}),
        json.dumps({"presets": [GOOD | {"instrument": {"name": "a", "volume": {"values": 5}}}]}),
        json.dumps({"presets": [GOOD, GOOD]}),
    ],
)
def test_damaged_files_are_refused_by_name(tmp_path, content):
    file = tmp_path / "broken.json"
    file.write_text(content)
    with pytest.raises(InstrumentError, match=r"broken\.json"):
        load_presets(file)


@given(instruments)
def test_any_instrument_survives_json(instrument):
    assert instrument_from_json(json.loads(json.dumps(instrument_to_json(instrument)))) == instrument
