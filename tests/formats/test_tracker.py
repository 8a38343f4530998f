from dataclasses import replace

import numpy as np
import pytest

from nes_composer.driver.periods import period
from nes_composer.formats import tracker
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.instrument import PLAIN, Envelope, Instrument, Vibrato
from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, LOWEST, P1, TICK_RATE, TR, Score
from nes_composer.score.song import Song

C0_HERTZ = 32.7032
CPU_RATE = 1_789_773


@pytest.mark.parametrize("voice", [P1, TR])
def test_every_note_has_the_frequency_of_its_pitch(voice):
    for pitch in range(LOWEST[voice], HIGHEST[voice] + (voice == P1)):
        number = tracker.note_number(pitch, voice)
        # The triangle sounds an octave below a pulse of the same period.
        hertz = C0_HERTZ * 2 ** (number / 12) / (2 if voice == TR else 1)
        assert hertz == pytest.approx(440 * 2 ** ((pitch - 69) / 12), rel=1e-5)
        assert abs(CPU_RATE / 16 / (C0_HERTZ * 2 ** (number / 12)) - 1 - period(pitch, voice)) <= 0.51


def test_concert_pitch_is_a3_on_the_pulses_and_a4_on_the_triangle():
    assert tracker.note_number(69, P1) == 3 * 12 + 9
    assert tracker.note_number(69, TR) == 4 * 12 + 9


def test_the_one_pitch_without_a_note_is_refused_by_row_and_voice():
    score = draw(Score.silent(8), [Note(TR, 5, 1, 108)])
    with pytest.raises(FormatError, match=r"song\.txt: row 5, voice TR: .*108"):
        tracker.check_pitches(score, "song.txt")
    tracker.check_pitches(draw(Score.silent(8), [Note(TR, 5, 1, 107), Note(P1, 0, 1, 108)]), "song.txt")


def test_each_pattern_tells_velocity_and_timbre_anew():
    song = Song(draw(Score.silent(16), [Note(P1, 0, 2, 60, 9, 2), Note(P1, 4, 8, 62, 9, 2)]))
    first, second = (tracker.pattern_events(song, P1, start, start + 8) for start in (0, 8))
    assert [(e.row, e.pitch, e.length, e.ends, e.velocity, e.timbre) for e in first] == [
        (0, 60, 2, False, 9, 2),
        (2, 0, 0, True, None, None),
        (4, 62, 8, False, None, None),
    ]
    assert [(e.row, e.pitch, e.ends, e.velocity, e.timbre) for e in second] == [
        (0, 0, False, 9, 2),
        (4, 0, True, None, None),
    ]


def test_a_note_that_sounds_to_the_end_ends_where_the_song_starts_again():
    song = Song(draw(Score.silent(8), [Note(P1, 4, 4, 62)]))
    assert tracker.pattern_events(song, P1, 0, 8)[0].ends


def plays(instrument, *notes, voice=P1):
    """Return the instruments as a tracker counts them, of a song with these notes."""
    instruments = [*PLAIN]
    instruments[voice] = instrument
    return tracker.numbered_patches(Song(draw(Score.silent(64), notes), instruments=tuple(instruments)))


def test_plain_instruments_have_no_envelopes():
    patches, numbers = plays(Instrument("plain"))
    assert [patch.name for patch in patches] == ["P1 plain", "P2 plain", "TR plain", "NO plain"]
    assert all(patch.envelopes == {} for patch in patches)
    assert numbers == {(voice, shaped): voice for voice in range(4) for shaped in (False, True)}


def test_shaped_notes_play_on_the_instrument_without_its_volume_envelope():
    instrument = Instrument("pluck", Envelope((15, 8, 4)), arpeggio=Envelope((0, 12)))
    song = Song(draw(Score.silent(8), [Note(P1, 0, 4, 60)]), instruments=(instrument, *PLAIN[1:]))
    assert len(tracker.numbered_patches(song)[0]) == 4
    velocity = song.score.velocity.copy()
    velocity[2, P1] = 3
    patches, numbers = tracker.numbered_patches(replace(song, score=replace(song.score, velocity=velocity)))
    assert patches[numbers[P1, True]].envelopes == {"arpeggio": Envelope((0, 12))}
    assert patches[numbers[P1, False]].envelopes["volume"] == Envelope((15, 8, 4))


def test_a_volume_that_rings_on_ends_in_silence():
    patches, _ = plays(Instrument("bell", Envelope((15, 10, 5), 0, 1)))
    assert patches[P1].envelopes["volume"] == Envelope((15, 10, 5, 0), 0, 1)
    patches, _ = plays(Instrument("bell", Envelope((15, 10, 0), 0, 1)))
    assert patches[P1].envelopes["volume"] == Envelope((15, 10, 0), 0, 1)


@pytest.mark.parametrize("voice", [P1, TR])
def test_bends_are_right_for_the_middle_pitch(voice):
    notes = [Note(voice, 0, 2, 45), Note(voice, 2, 2, 57), Note(voice, 4, 2, 71)]
    patches, _ = plays(Instrument("bent", pitch=Envelope((0, 100, -100, 1200), 1)), *notes, voice=voice)
    bend = patches[voice].envelopes["pitch"]
    assert bend.loop == 1
    assert [period(57, voice) + step for step in bend.values] == [period(57 + n, voice) for n in (0, 1, -1, 12)]


def test_a_vibrato_is_a_loop_of_one_swing_after_its_delay():
    instrument = Instrument("lead", vibrato=Vibrato(50, TICK_RATE / 8, 5))
    patches, _ = plays(instrument, Note(P1, 0, 4, 45))
    swing = patches[P1].envelopes["pitch"]
    assert (len(swing.values), swing.loop) == (13, 5)
    for tick in range(40):
        wanted = period(45 + instrument.vibrato.at(tick) / 100, P1) - period(45, P1)
        assert abs(swing.at(tick) - wanted) <= 1
    assert np.ptp(swing.values) > 20
