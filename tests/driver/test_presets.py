import json

import pytest
from hypothesis import given
from support.instruments import instruments

from nes_composer.driver.presets import (
    default_instruments,
    instrument_from_json,
    instrument_to_json,
    load_instruments,
)
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError


def test_default_instruments_are_musical():
    """Tones speak at full volume and stay; the drum does not."""
    p1, p2, tr, no = default_instruments()
    for tone in (p1, p2, tr):
        assert tone.volume.at(0) == 15
        assert tone.volume.at(1_000) > 5
        assert sum(tone.arpeggio.values) == 0
    assert no.volume.at(0) == 15
    assert no.volume.at(15) <= 1
    # Imports bring their own.
    assert all(instrument.duty is None for instrument in (p1, p2, tr, no))


def test_what_is_left_out_keeps_its_default(tmp_path):
    file = tmp_path / "four.json"
    voices = {voice: {"name": voice.lower()} for voice in ("P1", "P2", "TR", "NO")}
    voices["P2"] |= {"duty": {"values": [0, 1], "loop": 0}, "volume": {"values": [7]}}
    file.write_text(json.dumps(voices))
    p1, p2, _, _ = load_instruments(file)
    assert p1 == Instrument("p1")
    assert p2 == Instrument("p2", volume=Envelope((7,)), duty=Envelope((0, 1), 0))


REST = '"P2": {"name": "b"}, "TR": {"name": "c"}, "NO": {"name": "d"}'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"P1": 1, "P2": 1, "TR": 1, "NO": 1}',
        "[" * 100_000,
        '{"P1": {"name": "a", "volume": {"values": [99]}}, ' + REST + "}",
        '{"P1": {"name": "a", "volume": {"values": 5}}, ' + REST + "}",
        '{"P1": {"name": "a", "volume": {"values": [5], "loop": "x"}}, ' + REST + "}",
    ],
)
def test_damaged_files_are_refused_by_name(tmp_path, content):
    file = tmp_path / "broken.json"
    file.write_text(content)
    with pytest.raises(InstrumentError, match=r"broken\.json"):
        load_instruments(file)


@given(instruments)
def test_any_instrument_survives_json(instrument):
    assert instrument_from_json(json.loads(json.dumps(instrument_to_json(instrument)))) == instrument
