import pytest

from nes_composer.score import chain
from nes_composer.score.score import NO, P1, Score
from nes_composer.score.song import Song
from nes_composer.ui import labels


@pytest.mark.parametrize(("pitch", "name"), [(60, "C4"), (61, "C♯4"), (69, "A4"), (33, "A1"), (108, "C8")])
def test_pitches_are_named_as_on_a_piano(pitch, name):
    assert labels.pitch_name(P1, pitch) == name


def test_noise_periods_are_numbers():
    assert labels.pitch_name(NO, 12) == "12"


def test_positions_count_from_one():
    score = Score.silent(64)
    assert [labels.position(score, row) for row in (0, 3.9, 4, 16, 63)] == ["1.1.1", "1.1.4", "1.2.1", "2.1.1", "4.4.4"]


def test_clock():
    assert [labels.clock(s) for s in (0, 5.25, 59.99, 61, 600)] == ["0:00.0", "0:05.2", "0:59.9", "1:01.0", "10:00.0"]


def test_patterns_are_told_by_their_names_and_many_by_the_first_and_the_last():
    song = chain.renamed(Song(Score.silent(5 * 64)), 2, "bridge")
    assert labels.pattern_names(song, (1,)) == "pattern B"
    assert labels.pattern_names(song, (0, 2)) == "patterns A, bridge"
    assert labels.pattern_names(song, (0, 1, 2, 3)) == "patterns A … D"
    assert labels.pattern_names(song, (4, 9)) == "pattern E"
    assert labels.pattern_names(Song(Score.silent(0)), (0,)) == "no pattern"


def test_songs_of_nesmdb_are_called_by_title_and_game():
    assert labels.song_title("000_10_YardFight_01_02GameOver") == "Game Over (10 Yard Fight)"
    assert labels.song_title("225_MegaMan2_17_18DrWilyStage1") == "Dr Wily Stage 1 (Mega Man 2)"
    assert labels.song_title("041_Caesar_sPalace_00_01TitleScreen") == "Title Screen (Caesar’s Palace)"
    assert labels.song_title("my_own song 2") == "my_own song 2"


@pytest.mark.parametrize(("frequency", "name"), [(440, "440 Hz, A4"), (261.6, "262 Hz, C4"), (31, "31 Hz, B0")])
def test_a_frequency_is_named_by_its_pitch(frequency, name):
    assert labels.frequency_name(frequency) == name
