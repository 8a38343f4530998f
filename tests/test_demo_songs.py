"""The demo songs that ship: what a new user hears first. They are music, and show what the chip can do."""

from itertools import combinations

import numpy as np
import pytest

from nes_composer import api, paths
from nes_composer.driver.perform import perform_endless
from nes_composer.formats import registry
from nes_composer.models.novelty import TrainingIndex
from nes_composer.score.keys import Key
from nes_composer.score.score import NO, P1, P2, TICK_RATE, TR

LOOPING = "chase", "overworld", "cave", "boss", "ending"
NAMES = (*LOOPING, "jingle")
STRONG = 8
"""Rows from one strong beat to the next: half a bar."""

KEYS = {
    "chase": ("A minor", "A harmonic minor"),
    "overworld": ("Bb major",),
    "cave": ("D whole tone",),
    "boss": ("C phrygian",),
    "ending": ("A major",),
    "jingle": ("C major",),
}
ELSEWHERE = {
    ("overworld", "C"): ("Bb minor", "Bb harmonic minor"),
    ("cave", "B"): ("Eb whole tone",),
    ("ending", "A' 1"): ("B major",),
    ("ending", "A' 2"): ("B major",),
}
"""Patterns that leave the key of their song."""

IN_KEY = {"boss": 0.75, "jingle": 0.75}
"""Least share of what sounds on strong beats; the boss has tritones, and the jingle comes from a flat sixth."""


@pytest.fixture(scope="module")
def songs():
    return {name: api.load(paths.songs() / f"{name}.nesproj") for name in NAMES}


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def song(songs, name):
    return songs[name]


def strong_beats(song, index):
    """Return the pitches of P1, P2 and TR on the strong beats of a pattern, one list a beat."""
    score = song.pattern_rows(index)
    return [[pitch for pitch in row[:NO].tolist() if pitch] for row in score.pitch[::STRONG]]


def longest_rest(score, voice):
    """Return the most rows on end for which a voice is silent."""
    edges = np.flatnonzero(np.concatenate([[True], score.sounding[:, voice], [True]]))
    return int(np.diff(edges).max()) - 1


def test_each_says_what_it_is_and_has_whole_named_patterns(name, song):
    assert song.title
    assert song.author == "nes_composer"
    assert not song.model
    assert song.rows_per_pattern == 64
    assert len(song.score) % 64 == 0
    names = [pattern.name for pattern in song.patterns]
    assert all(names)
    assert len(set(names)) == len(names)
    assert song.score.ticks_per_row == pytest.approx(round(TICK_RATE / song.score.rows_per_second), abs=1e-9)
    bars = len(song.score) // song.score.rows_per_bar
    assert 2 <= bars <= 6 if name == "jingle" else 16 <= bars <= 48


def test_no_voice_is_silent_for_long(song):
    for voice in (P1, P2, TR, NO):
        assert song.score.onset[:, voice].sum() > 8
        assert longest_rest(song.score, voice) <= 3 * song.score.rows_per_bar


def test_timbre_and_velocity_change_within_each(song):
    score = song.score
    for voice in (P1, P2):
        sounding = score.sounding[:, voice]
        assert len(np.unique(score.timbre[sounding, voice])) >= 2
        assert len(np.unique(score.velocity[sounding, voice])) >= 4
        assert len(song.instruments[voice].volume.values) > 1


def test_together_they_use_all_of_the_chip(songs):
    drums = [set(song.score.timbre[song.score.sounding[:, NO], NO].tolist()) for song in songs.values()]
    assert sum(kinds == {0, 1} for kinds in drums) >= 3, "both kinds of noise"
    duties = {
        int(duty) for song in songs.values() for duty in np.unique(song.score.timbre[song.score.sounding[:, P1], P1])
    }
    assert duties == {0, 1, 2, 3}
    instruments = [instrument for song in songs.values() for instrument in song.instruments]
    pulses = [instrument for song in songs.values() for instrument in song.instruments[:2]]
    assert any(i.duty is not None for i in instruments)
    assert any(i.vibrato is not None for i in instruments)
    assert any(len(set(i.arpeggio.values)) >= 3 and i.arpeggio.loop is not None for i in pulses)
    assert any(len(i.pitch.values) > 1 for i in instruments)
    assert any(i.release_ticks for i in instruments)
    ticks = sorted(round(song.score.ticks_per_row) for song in songs.values())
    assert ticks[0] <= 5
    assert ticks[-1] >= 9


def test_what_sounds_on_strong_beats_is_in_the_key(name, song):
    inside = total = 0
    for index in range(len(song.patterns)):
        texts = ELSEWHERE.get((name, song.name_of(index)), KEYS[name])
        key = frozenset().union(*(Key.parse(text).pitch_classes for text in texts))
        pitches = [pitch % 12 for beat in strong_beats(song, index) for pitch in beat]
        inside, total = inside + sum(pitch in key for pitch in pitches), total + len(pitches)
    assert inside / total >= IN_KEY.get(name, 0.9)


def test_voices_do_not_rub_on_strong_beats(song):
    """At most a few semitones of all pairs that sound together, as in a seventh chord."""
    beats = [beat for index in range(len(song.patterns)) for beat in strong_beats(song, index)]
    steps = [(a - b) % 12 for beat in beats for a, b in combinations(beat, 2)]
    assert sum(step in (1, 11) for step in steps) <= 0.03 * len(steps)


@pytest.mark.parametrize("name", LOOPING)
def test_a_theme_comes_again_and_is_another_one_then(song):
    """A and A' have most of their rhythm in common, B has not; and no two patterns are the same."""
    parts = {
        song.name_of(index).rstrip(" 12"): song.pattern_rows(index) for index in reversed(range(len(song.patterns)))
    }
    a, again, b = (parts[part].onset[:, P1] for part in ("A", "A'", "B"))
    like_again, like_b = ((a & other).sum() / (a | other).sum() for other in (again, b))
    assert like_again > like_b
    patterns = [song.pattern_rows(index) for index in range(len(song.patterns))]
    assert all(one != other for one, other in combinations(patterns, 2))


@pytest.mark.parametrize("name", LOOPING)
def test_the_last_bar_leads_to_the_first(song):
    """The bass comes home by a step, a fourth or a fifth, and the music does not stop before."""
    bass = song.score.pitch[song.score.onset[:, TR], TR].astype(int)
    assert (bass[0] - bass[-1]) % 12 in (1, 2, 5, 7, 10, 11)
    assert song.score.onset[-song.score.rows_per_bar :].any(axis=0).sum() >= 2
    trace = perform_endless(song.score, song.instruments)
    assert trace.loop_cycle is not None


def test_the_jingle_ends_on_its_tonic(songs):
    score = songs["jingle"].score
    for voice in (P1, P2, TR):
        assert score.pitch[score.onset[:, voice], voice][-1] % 12 == 0
    assert not score.sounding[-1].any()
    assert score.seconds < 10


def test_none_has_a_passage_of_a_training_song(songs):
    index = TrainingIndex.load(paths.training_index())
    runs = {name: index.longest_run(song.score) for name, song in songs.items()}
    assert {name: run for name, run in runs.items() if run is not None and run.rows > 8} == {}


@pytest.mark.parametrize("end", [".nsf", ".vgm"])
def test_register_logs_hold_what_is_heard(song, end, tmp_path):
    """Our own reader finds the same writes in the same ticks."""
    path = tmp_path / f"song{end}"
    registry.write_song(path, song)
    read, heard = registry.read_song(path), perform_endless(song.score, song.instruments)
    assert read.trace is not None
    assert read.song.title == song.title
    assert by_tick(read.trace)[: len(heard.cycle)] == by_tick(heard)


def by_tick(trace):
    ticks = np.rint(trace.cycle * (TICK_RATE / 1_789_772.727)).astype(int)
    return list(zip(ticks.tolist(), trace.address.tolist(), trace.value.tolist(), strict=True))


def test_midi_holds_every_note(song, tmp_path):
    path = tmp_path / "song.mid"
    registry.write_song(path, song)
    read = registry.read_song(path).song.score
    assert read.onset.sum(axis=0).tolist() == song.score.onset.sum(axis=0).tolist()


def test_the_sound_is_neither_clipped_nor_faint(song):
    samples = api.render(song, 16_000)
    assert 0.2 < np.abs(samples).max() < 1
    assert np.sqrt(np.mean(samples**2)) > 0.02


def test_a_wav_can_be_saved(songs, tmp_path):
    path = tmp_path / "jingle.wav"
    registry.write_song(path, songs["jingle"])
    assert path.stat().st_size > 2 * 48_000 * songs["jingle"].score.seconds
