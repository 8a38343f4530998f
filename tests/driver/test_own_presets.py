import json
import os

import pytest

from nes_composer import paths
from nes_composer.driver import own_presets
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Vibrato
from nes_composer.score.score import NO, P1, P2, TR

ZITHER = Instrument("zither & harp “2”", Envelope((15, 9, 3), 1, 2), Envelope((1, 2)), vibrato=Vibrato(20, 5.5, 3))
DRUM = Instrument("drum", Envelope((12, 4, 0)))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "not" / "there yet"))


def kept():
    return [(preset.instrument, preset.voices) for preset in own_presets.own_presets()]


def test_without_a_file_there_are_none():
    assert kept() == []


def test_what_is_kept_comes_back():
    own_presets.keep(ZITHER, P2)
    own_presets.keep(DRUM, NO)
    assert kept() == [(ZITHER, (P1, P2)), (DRUM, (NO,))]


def test_the_same_name_replaces_and_forgetting_removes():
    own_presets.keep(ZITHER, P1)
    own_presets.keep(DRUM, NO)
    other = Instrument(ZITHER.name)
    own_presets.keep(other, TR)
    assert kept() == [(DRUM, (NO,)), (other, (TR,))]
    own_presets.forget("drum")
    own_presets.forget("never there")
    assert kept() == [(other, (TR,))]


@pytest.mark.parametrize("name", ["", "  "])
def test_an_instrument_without_a_name_is_not_kept(name):
    with pytest.raises(InstrumentError, match="needs a name"):
        own_presets.keep(Instrument(name), P1)


def preset(**fields):
    return {"voices": ["P1"], "share": 0, "about": "", "instrument": {"name": "x", **fields}}


def document(*found):
    return json.dumps({"presets": list(found)}).encode()


HOSTILE = [
    b"",
    b"[]",
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"presets": 5}',
    b'{"presets": ["volume"]}',
    document({**preset(), "share": 10**400}),
    document({**preset(), "voices": ["P7"]}),
    document(preset(name=["x"])),
    document(preset(volume=[1, 2])),
    document(preset(volume={"values": [16]})),
    document(preset(volume={"values": []})),
    document(preset(volume={"values": [1.5]})),
    document(preset(volume={"values": [1], "loop": 5})),
    document(preset(vibrato={"depth": 1, "rate": float("nan")})),
    document(preset(vibrato={"depth": 10**30, "rate": 1})),
    document(preset(), preset()),
    b" " * (2 << 20),
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_a_damaged_file_is_refused_in_one_sentence_and_not_written_over(data):
    own_presets.path().parent.mkdir(parents=True)
    own_presets.path().write_bytes(data)
    for act in (own_presets.own_presets, lambda: own_presets.keep(DRUM, NO), lambda: own_presets.forget("x")):
        with pytest.raises(InstrumentError) as refusal:
            act()
        assert "instruments.json" in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert len(str(refusal.value)) < 300
    assert own_presets.path().read_bytes() == data


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read")
def test_a_file_that_may_not_be_read_is_told():
    own_presets.keep(DRUM, NO)
    own_presets.path().chmod(0)
    with pytest.raises(InstrumentError, match="cannot be read"):
        own_presets.own_presets()


def test_a_folder_in_its_place_is_told():
    own_presets.path().mkdir(parents=True)
    with pytest.raises(InstrumentError, match="cannot be read"):
        own_presets.own_presets()


def test_a_file_in_the_folder_s_place_is_told(tmp_path):
    (tmp_path / "not").write_text("")
    with pytest.raises(InstrumentError, match="cannot be"):
        own_presets.keep(DRUM, NO)
