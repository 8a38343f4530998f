import io
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nes_composer.formats import archive, midi, nesmdb_midi
from nes_composer.formats import nesmdb as nesmdb_pickles
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import HIGHEST, LOWEST, NO, P1, P2, TICK_RATE, TR, Score
from nes_composer.score.song import Song

BEAT = 96


def key(beat, pitch, beats=0.25, velocity=64, channel=0):
    """A note as (beat, message) pairs."""
    on = mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)
    return [(beat, on), (beat + beats, mido.Message("note_off", channel=channel, note=pitch))]


def control(beat, number, value, channel=0):
    return [(beat, mido.Message("control_change", channel=channel, control=number, value=value))]


def song_file(*tracks, names=(), end=8):
    """A MIDI file of lists of (beat, message); shorter lists of names leave the last tracks without."""
    file = mido.MidiFile(type=1, ticks_per_beat=BEAT)
    for number, events in enumerate(tracks):
        track = mido.MidiTrack()
        if number < len(names):
            track.append(mido.MetaMessage("track_name", name=names[number]))
        now = 0
        # Offs before ons: notes that follow each other do not overlap.
        ordered = sorted(
            [*events, (end, mido.MetaMessage("end_of_track"))], key=lambda e: (e[0], e[1].type == "note_on")
        )
        for beat, message in ordered:
            track.append(message.copy(time=round(beat * BEAT) - now))
            now = round(beat * BEAT)
        file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def read(data, grid="auto"):
    return midi.read(Path("song.mid"), data, grid)


def notes(score, voice):
    return [tuple(note)[:3] for note in note_table(score, voice).tolist()]


def tune(*pitches, start=0, velocity=64, channel=0):
    return [event for i, pitch in enumerate(pitches) for event in key(start + i, pitch, 1, velocity, channel)]


@given(data=st.data(), rows_per_beat=st.integers(1, 64), beats_per_bar=st.integers(1, 64))
@settings(max_examples=100)
def test_a_score_comes_back(data, scores, tmp_path_factory, rows_per_beat, beats_per_bar):
    score = replace(data.draw(scores()), rows_per_beat=rows_per_beat, beats_per_bar=beats_per_bar)
    song = Song(score, title=data.draw(st.sampled_from(["", "a tune", "Ünïcödé ♪", "P1"])))
    path = tmp_path_factory.mktemp("round") / "my.tune.mid"
    if 60e6 / score.beats_per_minute > (1 << 24) - 1:
        with pytest.raises(FormatError, match="beats a minute are slower"):
            midi.write(path, song)
        return
    midi.write(path, song)
    imported = midi.read(path, path.read_bytes())
    assert (imported.dropped, imported.format) == ({}, "MIDI")
    assert imported.song.title == (song.title or "my.tune")
    back = imported.song.score
    microseconds = 60e6 / score.beats_per_minute
    assert 60e6 / back.beats_per_minute == pytest.approx(microseconds, abs=0.51)
    assert replace(back, rows_per_second=score.rows_per_second) == score


def test_every_noise_has_a_drum_of_its_own_and_comes_back(tmp_path):
    beats = [Note(NO, 2 * i, 2, 1 + i % 16, 12, i // 16) for i in range(32)]
    song = Song(draw(Score.silent(64), beats))
    midi.write(tmp_path / "a.mid", song)
    strikes = [m for m in mido.MidiFile(tmp_path / "a.mid").tracks[4] if m.type == "note_on"]
    assert len({m.note for m in strikes}) == 32
    assert all(35 <= m.note <= 81 and m.channel == 9 for m in strikes)
    back = read((tmp_path / "a.mid").read_bytes()).song.score
    assert replace(back, rows_per_second=song.score.rows_per_second) == song.score


def test_every_velocity_and_every_pitch_comes_back(tmp_path):
    for voice in (P1, P2, TR, NO):
        pitches = range(int(LOWEST[voice]), int(HIGHEST[voice]) + 1)
        loud = [Note(voice, i, 1, pitch, 15 if voice == TR else 1 + i % 15) for i, pitch in enumerate(pitches)]
        song = Song(draw(Score.silent(len(pitches)), loud))
        midi.write(tmp_path / "a.mid", song)
        back = read((tmp_path / "a.mid").read_bytes()).song.score
        assert replace(back, rows_per_second=song.score.rows_per_second) == song.score


def test_what_is_written_is_music_to_other_programs(tmp_path, melody):
    path = tmp_path / "a.mid"
    midi.write(path, melody)
    file = mido.MidiFile(path)
    assert file.type == 1
    assert file.length == pytest.approx(melody.score.seconds, rel=1e-5)
    head, *voices = file.tracks
    assert head.name == "melody"
    assert [track.name for track in voices] == ["P1", "P2", "TR", "NO"]
    tempo = next(m.tempo for m in head if m.type == "set_tempo")
    assert mido.tempo2bpm(tempo) == pytest.approx(60 * TICK_RATE / 6 / 4, rel=1e-5)
    assert next((m.numerator, m.denominator) for m in head if m.type == "time_signature") == (4, 4)
    # The tune has a note on every beat, three quarters of it long.
    presses = [m for m in voices[0] if m.type in ("note_on", "note_off")]
    beat = file.ticks_per_beat
    assert [m.time / beat for m in presses[:4]] == [0, 0.75, 0.25, 0.75]
    assert [m.note for m in presses[:4:2]] == [72, 74]
    assert {m.velocity for m in presses if m.type == "note_on"} == {round(12 / 15 * 127)}
    assert [m.program for m in voices[0] if m.type == "program_change"] == [80]
    assert [{m.channel for m in track if not m.is_meta} for track in voices] == [{0}, {1}, {2}, {9}]


def test_loudness_within_a_note_is_expression_under_the_loudest_moment(tmp_path):
    score = draw(Score.silent(8), [Note(P1, 0, 4, 60, 4)])
    velocity = score.velocity.copy()
    velocity[:4, P1] = [4, 12, 6, 12]
    midi.write(tmp_path / "a.mid", Song(replace(score, velocity=velocity)))
    track = mido.MidiFile(tmp_path / "a.mid").tracks[1]
    assert next(m.velocity for m in track if m.type == "note_on") == round(12 / 15 * 127)
    assert [m.value for m in track if m.is_cc(11)] == [round(127 / 3), 127, round(127 / 2), 127]


def test_nesmdb_files_are_told_by_their_clock_and_tracks(tmp_path, melody):
    nesmdb_midi.write(tmp_path / "a.mid", melody)
    assert read((tmp_path / "a.mid").read_bytes()).format == "NES-MDB MIDI"
    # Its tracks without its clock, or its clock without its tracks, are ordinary music.
    assert read(song_file(tune(60), names=["p1"])).format == "MIDI"


def test_bass_and_melody_find_their_voices():
    inner, bass, melody = tune(60, 62, 64, 65), tune(36, 38, 40, 41), tune(72, 74, 76, 77)
    imported = read(song_file(inner, bass, melody))
    score = imported.song.score
    assert notes(score, P1) == [(0, 4, 72), (4, 4, 74), (8, 4, 76), (12, 4, 77)]
    assert notes(score, P2) == [(0, 4, 60), (4, 4, 62), (8, 4, 64), (12, 4, 65)]
    assert notes(score, TR) == [(0, 4, 36), (4, 4, 38), (8, 4, 40), (12, 4, 41)]
    assert imported.dropped == {}
    assert (score.rows_per_beat, score.beats_per_bar) == (4, 4)
    assert score.beats_per_minute == pytest.approx(120)


def test_all_channels_in_one_track_are_parts_too():
    every = tune(60, 62, channel=3) + tune(36, 38, channel=1) + tune(72, 74, channel=5)
    score = read(song_file(every)).song.score
    assert [notes(score, voice)[0][2] for voice in (P1, P2, TR)] == [72, 60, 36]


def test_further_parts_are_left_out_and_counted():
    tracks = [tune(*range(60 + n, 64 + n)) for n in (0, 12, 24)]
    imported = read(song_file(*tracks, tune(70, 71), tune(65)))
    assert imported.dropped == {"notes of further parts": 3}


def test_a_few_low_notes_are_no_bass():
    busy = [tune(*range(60 + n, 72 + n)) for n in (0, 12)]
    score = read(song_file(*busy, tune(24), end=16)).song.score
    assert notes(score, TR)[0][2] == 60
    assert notes(score, P2)[0][2] == 24 + 12


def test_named_tracks_are_their_voices():
    score = read(song_file(tune(36), tune(72), tune(60), names=["P1", " tr ", "P2"])).song.score
    assert [notes(score, voice)[0][2] for voice in (P1, TR, P2)] == [36, 72, 60]


def test_one_part_of_chords_fills_the_voices():
    chords = [event for beat in range(4) for pitch in (48, 60, 64, 67) for event in key(beat, pitch, 1)]
    imported = read(song_file(chords))
    assert [{pitch for *_, pitch in notes(imported.song.score, voice)} for voice in (P1, P2, TR)] == [{67}, {64}, {48}]
    assert imported.dropped == {"simultaneous notes": 4}


def test_the_melody_stays_on_top_of_what_moves_below_it():
    held = key(0, 72, 2) + key(1, 60, 0.5) + key(2, 71, 1)
    bass = tune(36, 36)
    other = key(0, 65, 4)
    imported = read(song_file(held, bass, other))
    assert notes(imported.song.score, P1) == [(0, 8, 72), (8, 4, 71)]
    assert imported.dropped == {"simultaneous notes": 1}


def test_a_legato_tune_goes_down_without_losing_a_note():
    legato = key(0, 72, 1.25) + key(1, 71, 1.25) + key(2, 69, 1)
    imported = read(song_file(legato))
    assert notes(imported.song.score, P1) == [(0, 4, 72), (4, 4, 71), (8, 4, 69)]
    assert imported.dropped == {}


def test_drums_are_noise_of_one_row_and_the_deepest_wins():
    beat = key(0, 36, 1, channel=9) + key(0, 42, 1, channel=9) + key(1, 38, 0.01, channel=9) + key(2, 56, 1, channel=9)
    imported = read(song_file(beat + key(3, 20, channel=9)))
    score = imported.song.score
    kick, snare, cowbell = notes(score, NO)
    assert [(start, length) for start, length, _ in (kick, snare, cowbell)] == [(0, 1), (4, 1), (8, 1)]
    assert kick[2] < snare[2]
    assert score.timbre[[0, 4, 8], NO].tolist() == [0, 0, 1]
    assert imported.dropped == {"simultaneous notes": 1, "unknown drums": 1}


def test_what_is_out_of_range_moves_by_octaves_and_is_counted():
    imported = read(song_file(tune(20, 60, 120)))
    assert [pitch for *_, pitch in notes(imported.song.score, P1)] == [44, 60, 108]
    assert imported.dropped == {"notes moved by octaves": 2}


@pytest.mark.parametrize(
    ("step", "rows"), [(1, 4), (1 / 2, 4), (1 / 4, 4), (1 / 3, 3), (1 / 6, 6), (1 / 8, 8), (1 / 12, 12)]
)
def test_the_rows_are_as_fine_as_the_rhythm_needs(step, rows):
    even = [event for i in range(24) for event in key(i * step, 60 + i % 2, step)]
    score = read(song_file(even, end=24 * step)).song.score
    assert score.rows_per_beat == rows
    assert [start for start, *_ in notes(score, P1)] == [round(i * step * rows) for i in range(24)]


def test_playing_by_hand_is_put_on_sixteenths():
    random = np.random.default_rng(1)
    human = [event for i in range(64) for event in key(i / 4 + abs(random.normal(0, 0.05)), 60 + i % 2, 0.1)]
    score = read(song_file(human, end=17)).song.score
    assert score.rows_per_beat == 4
    assert score.onset[:, P1].sum() > 55


@pytest.mark.parametrize(
    ("meter", "beats"), [((3, 4), (4, 3)), ((6, 8), (4, 3)), ((7, 8), (2, 7)), ((2, 2), (4, 4)), ((5, 16), (1, 5))]
)
def test_bars_are_those_of_the_meter(meter, beats):
    signature = mido.MetaMessage("time_signature", numerator=meter[0], denominator=meter[1])
    score = read(song_file([(0, signature), *tune(60, 62)])).song.score
    assert (score.rows_per_beat, score.beats_per_bar) == beats
    assert score.rows_per_second == pytest.approx(8)


def test_the_tempo_is_the_one_that_rules_longest_and_changes_are_counted():
    tempos = [(0, 500_000), (1, 400_000), (6, 600_000), (7, 600_000)]
    changes = [(beat, mido.MetaMessage("set_tempo", tempo=tempo)) for beat, tempo in tempos]
    imported = read(song_file(changes, tune(60)))
    assert imported.song.score.beats_per_minute == pytest.approx(150)
    assert imported.dropped == {"tempo changes": 2}


def test_loudness_is_velocity_expression_and_the_channels_volume():
    soft = control(0, 7, 50) + tune(60, velocity=127)
    loud = control(0, 7, 100, 1) + control(2, 11, 64, 1) + tune(72, velocity=127, channel=1) + key(1, 72, 2, 64, 1)
    score = read(song_file(soft, loud)).song.score
    assert set(score.velocity[:4, TR]) == {15}
    assert score.velocity[:12, P1].tolist() == [15] * 4 + [8] * 4 + [4] * 4


def test_programs_show_as_duties():
    def programs(*numbers):
        changes = [(beat, mido.Message("program_change", program=number)) for beat, number in enumerate(numbers)]
        return read(song_file(changes + tune(*[60] * len(numbers)))).song.score.timbre[::4, P1].tolist()

    assert programs(80, 81, 68)[:3] == [2, 1, 0]
    # A piano, an organ, a clarinet.
    assert programs(0, 19, 71)[:3] == [1, 2, 0]


def test_bends_are_counted():
    bend = [(0.5, mido.Message("pitchwheel", pitch=800)), (0.75, mido.Message("pitchwheel", pitch=0))]
    assert read(song_file(tune(60) + bend)).dropped == {"pitch bends": 1}


def test_24hz_puts_ordinary_music_on_frames():
    score = read(song_file(tune(60, 62)), "24hz").song.score
    assert score.rows_per_second == 24
    assert notes(score, P1) == [(0, 12, 60), (12, 12, 62)]


def test_nothing_played_is_silence(tmp_path):
    assert len(read(song_file([], end=0)).song.score) == 0
    score = read(song_file([])).song.score
    assert (len(score), score.sounding.any()) == (32, False)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a readable MIDI file"),
        (b"RIFF" + bytes(100), "not a readable MIDI file"),
        (song_file(tune(60))[:-3], "not a readable MIDI file"),
        (song_file(tune(60)).replace(b"\x00\x01\x00\x01\x00\x60", b"\x00\x01\x00\x01\xe8\x28"), "frames of film"),
        (song_file([(0, mido.MetaMessage("set_tempo", tempo=1000)), *tune(60)]), "4000.0 rows per second is outside"),
        (song_file(tune(60), end=300_000), "1200000 rows are more than"),
        (song_file([(2_000_000, mido.MetaMessage("lyrics"))], end=4_000_000), "longer than a song may be"),
    ],
)
def test_what_is_no_song_is_refused_in_a_sentence(data, reason):
    with pytest.raises(FormatError, match=reason) as caught:
        read(data)
    assert str(caught.value).startswith("song.mid: ")
    assert "\n" not in str(caught.value)


def test_a_song_slower_than_midi_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"a\.mid: 1\.5 beats a minute are slower than MIDI's 3\.58"):
        midi.write(tmp_path / "a.mid", Song(Score.silent(4, 0.1)))
    assert not list(tmp_path.iterdir())


@given(st.data())
@settings(max_examples=150)
def test_damaged_files_give_a_song_or_a_sentence(data):
    meter = mido.MetaMessage("time_signature", numerator=7, denominator=8)
    drums = [event for i in range(4) for event in key(i, 36 + i, channel=9)]
    good = bytearray(song_file([(0, meter)], tune(60, 64, 67), tune(40, 43), drums, names=["title", "P1"]))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        imported = read(bytes(good[: data.draw(st.integers(0, len(good)))]))
    except FormatError:
        return
    assert Counter(imported.dropped).total() >= 0
    assert len(imported.song.score) <= 1_000_000


def test_real_songs_come_back(nesmdb, tmp_path):
    songs = archive.files(nesmdb / "nesmdb24_exprsco.tar.xz", (".exprsco.pkl",))
    for name, data in islice((song for song in songs if "/valid/" in song[0]), 12):
        song = nesmdb_pickles.read(Path(name), data).song
        midi.write(tmp_path / "a.mid", song)
        imported = read((tmp_path / "a.mid").read_bytes())
        assert imported.dropped == {}
        assert replace(imported.song.score, rows_per_second=24.0) == song.score
