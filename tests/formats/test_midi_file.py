import io
import tarfile
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.formats.midi_file import MAX_TICKS, MidiFile, Track, parse, to_bytes
from nes_composer.formats.report import FormatError

PATH = Path("a.mid")
HEAD = b"MThd\0\0\0\6\0\1\0\1\0\x60"


def file(track, head=HEAD):
    """A file of one track, given as bytes."""
    return head + b"MTrk" + len(track).to_bytes(4, "big") + track


def read(data):
    return parse(PATH, data)


def by_mido(track):
    """What another library says is in a track: (tick, bytes) of each message, without the end of the track."""
    tick, events = 0, []
    for message in track:
        tick += message.time
        events.append((tick, bytes(message.bytes())))
    return events[:-1], tick


def by_us(track):
    """The same of ours; a remark's length is one byte in all files of these tests."""
    events = [(tick, bytes((0xFF, kind, len(content))) + content) for tick, kind, content in track.remarks]
    for tick, status, *values in track.messages:
        events.append((tick, bytes((status, *values[: 1 if 0xC0 <= status < 0xE0 else 2]))))
    return sorted(events, key=lambda event: event[0]), track.ticks


def tracks():
    """Tracks of any messages and short remarks, in order of time."""
    waits = st.sampled_from([0, 1, 127, 128, 16_383, 16_384, 2_097_152])
    message = st.tuples(waits, st.integers(0x80, 0xEF), st.integers(0, 127), st.integers(0, 127))
    remark = st.tuples(waits, st.sampled_from([1, 2, 5, 6, 7]), st.binary(max_size=100))

    def built(messages, remarks, rest):
        track, now = Track(), 0
        for wait, status, first, second in messages:
            now += wait
            track.messages.append((now, status, first, 0 if 0xC0 <= status < 0xE0 else second))
        then = 0
        for wait, kind, content in remarks:
            then += wait
            track.remarks.append((then, kind, content))
        track.ticks = max(now, then) + rest
        return track

    return st.builds(built, st.lists(message, max_size=12), st.lists(remark, max_size=6), waits)


@given(st.lists(tracks(), max_size=4), st.integers(1, 32_767))
@settings(max_examples=100)
def test_what_is_written_is_read_and_another_library_agrees(content, ticks_per_beat):
    data = to_bytes(PATH, content, ticks_per_beat)
    assert read(data) == MidiFile(ticks_per_beat, content)
    theirs = mido.MidiFile(file=io.BytesIO(data), charset="latin-1")
    assert (theirs.type, theirs.ticks_per_beat) == (1, ticks_per_beat)
    for ours, track in zip(content, theirs.tracks, strict=True):
        assert sorted(by_us(ours)[0]) == sorted(by_mido(track)[0])
        assert by_mido(track)[1] == ours.ticks


def test_another_library_reads_the_same_of_nesmdb(nesmdb):
    compared = 0
    with tarfile.open(nesmdb / "nesmdb_midi.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(".mid") and member.size < 20_000:
                data = archive.extractfile(member).read()
                theirs = mido.MidiFile(file=io.BytesIO(data))
                ours = read(data)
                assert ours.ticks_per_beat == theirs.ticks_per_beat
                assert [by_us(track) for track in ours.tracks] == [by_mido(track) for track in theirs.tracks]
                assert [track.name for track in ours.tracks] == [track.name for track in theirs.tracks]
                compared += 1
                if compared == 20:
                    break
    assert compared == 20


def test_a_status_holds_on_until_the_next_also_across_remarks():
    track = b"\0\x93\x3c\x40\x10\x3c\0\0\xff\1\1a\1\x3e\x41\0\xf0\2\x7e\xf7\2\x3e\0\5\xff\x2f\0"
    (found,) = read(file(track)).tracks
    assert found.messages == [(0, 0x93, 60, 64), (16, 0x93, 60, 0), (17, 0x93, 62, 65), (19, 0x93, 62, 0)]
    assert found.ticks == 24


def test_parts_of_other_kinds_are_passed_over_and_an_end_may_be_missing():
    other = b"XFIH\0\0\0\3abc"
    (track,) = read(HEAD + other + file(b"\7\xc1\5", b"")).tracks
    assert (track.messages, track.ticks) == ([(7, 0xC1, 5, 0)], 7)


def test_names_are_text_in_either_encoding():
    assert Track(remarks=[(0, 3, "né ♪".encode())]).name == "né ♪"
    assert Track(remarks=[(0, 3, b"n\xe9")]).name == "né"
    assert Track().name == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it has no MIDI header"),
        (HEAD[:12], "it has no MIDI header"),
        (HEAD, "cut off: 0 of 1 tracks"),
        (HEAD[:9] + b"\2" + HEAD[10:], "songs of their own"),
        (HEAD[:12] + b"\0\0", "frames of film"),
        (HEAD[:12] + b"\xe8\x28", "frames of film"),
        (file(b"\0\xff\x2f\0")[:-1], "cut off: a part of 4 bytes starts at byte 22, but 25 are there"),
        (file(b"\0\x90\x3c"), "cut off: the track that ends at byte 25 goes on"),
        (file(b"\0\xff\1\7abc"), "cut off: the track that ends"),
        (file(b"\0\x3c\x40"), "a message without a status at byte 23"),
        (file(b"\0\x90\x3c\x80"), "data beyond 127 at byte 25"),
        (file(b"\0\xf4\0"), "unknown message 0xf4 at byte 23"),
        (file(b"\xff\xff\xff\xff\x7f\xff\x2f\0"), "a number of more than four bytes at byte 22"),
        (file(b"\xff\xff\xff\x7f\xff\1\0\1\xff\x2f\0"), "268435456 MIDI ticks are longer"),
    ],
)
def test_damage_is_told_by_its_place(data, reason):
    with pytest.raises(FormatError, match=rf"^a\.mid: not a readable MIDI file: .*{reason}"):
        read(data)


def test_what_no_file_can_wait_for_is_not_written():
    assert read(to_bytes(PATH, [Track(ticks=MAX_TICKS)], 1)).ticks == MAX_TICKS
    with pytest.raises(FormatError, match=r"a\.mid: 268435456 MIDI ticks are more than the 268435455"):
        to_bytes(PATH, [Track(ticks=MAX_TICKS + 1)], 1)
