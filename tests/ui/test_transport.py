from dataclasses import replace

import pytest

from nes_composer.score.edits import with_length
from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.transport import Transport


@pytest.fixture
def document():
    return Document()


@pytest.fixture
def transport(document, audio, qtbot):
    transport = Transport(document, audio)
    yield transport
    transport.close()


def told(audio, what):
    return [message[1:] for message in audio.told if message[0] == what]


def test_the_song_is_handed_over_at_once_with_every_change(document, transport, audio):
    faster = replace(document.score, rows_per_second=12.0)
    document.change("", lambda song: replace(song, score=faster))
    assert audio.scores == [Score.silent(256), faster]
    document.undo()
    assert audio.scores[-1] == Score.silent(256)


def test_play_goes_on_from_where_it_is(transport, audio):
    audio.hear(row=37.6)
    transport.poll()
    transport.toggle()
    transport.poll()
    assert told(audio, "play") == [(37,)]
    assert transport.playing
    transport.toggle()
    assert told(audio, "stop") == [()]


def test_at_the_end_it_begins_again(transport, audio):
    audio.hear(row=256.0)
    transport.poll()
    transport.play()
    assert told(audio, "play") == [(0,)]


def test_changes_are_announced_once(transport, audio, qtbot):
    audio.hear(playing=True, row=3.0)
    with qtbot.waitSignals([transport.playing_changed, transport.status_changed]):
        transport.poll()
    with qtbot.assertNotEmitted(transport.playing_changed), qtbot.assertNotEmitted(transport.status_changed):
        transport.poll()


def test_the_audio_process_is_watched_by_itself(transport, audio, qtbot):
    audio.hear(row=5.0)
    qtbot.waitUntil(lambda: transport.row == 5.0)


def test_a_loop_is_the_rows_drawn_or_the_whole_song(transport, audio):
    transport.toggle_loop()
    transport.set_loop(16, 48)
    transport.toggle_loop()
    transport.toggle_loop()
    assert told(audio, "loop") == [((0, 256),), ((16, 48),), (None,), ((16, 48),)]


def test_a_loop_ends_with_a_shorter_song(transport, audio, document):
    transport.toggle_loop()
    document.change("", lambda song: Song(Score.silent(100)))
    assert told(audio, "loop")[-1] == ((0, 100),)


def test_solo_goes_before_the_others_and_mute_before_solo(transport, audio):
    transport.set_muted(0, True)
    assert transport.audible == (False, True, True, True)
    transport.set_soloed(2, True)
    assert transport.audible == (False, False, True, False)
    transport.set_soloed(0, True)
    assert transport.audible == (False, False, True, False)
    transport.set_muted(0, False)
    assert transport.audible == (True, False, True, False)
    assert told(audio, "audible")[-1] == ((True, False, True, False),)


def test_another_song_begins_at_its_start(transport, audio, document):
    transport.set_loop(16, 48)
    document.open(Song(Score.silent(64)))
    assert told(audio, "seek") == [(0,)]
    assert transport.loop_rows is None
    assert told(audio, "loop")[-1] == ((0, 64),)


def test_an_audition_is_heard_in_place_of_the_song_and_changes_nothing(document, transport, audio):
    before = document.song
    transport.audition(lambda song: replace(song, score=with_length(song.score, 320)))
    assert len(audio.scores[-1]) == 320
    assert document.song is before
    assert not [message for message in audio.told if message[0] in ("play", "seek", "stop")]
    document.change("", lambda song: replace(song, score=replace(song.score, rows_per_second=12.0)))
    assert (len(audio.scores[-1]), audio.scores[-1].rows_per_second) == (320, 12.0)
    transport.audition(None)
    assert audio.scores[-1] == document.score


def test_without_an_audition_the_end_of_one_is_nothing_new(transport, audio):
    transport.audition(None)
    assert len(audio.scores) == 1


def test_the_rows_of_an_audition_beyond_the_song_are_played_and_looped(document, transport, audio):
    transport.audition(lambda song: replace(song, score=with_length(song.score, 320)))
    audio.hear(row=300.0)
    transport.poll()
    transport.play()
    assert told(audio, "play") == [(300,)]
    transport.toggle_loop()
    assert told(audio, "loop")[-1] == ((0, 320),)


def test_the_latest_of_several_auditions_is_heard_and_then_the_one_before(document, transport, audio):
    for source, rows in (("takes", 300), ("history", 400)):
        transport.audition(lambda song, rows=rows: replace(song, score=with_length(song.score, rows)), source)
    assert len(audio.scores[-1]) == 400
    transport.audition(None, "history")
    assert len(audio.scores[-1]) == 300
    transport.audition(None, "takes")
    assert len(audio.scores[-1]) == 256
