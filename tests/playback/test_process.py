import multiprocessing

from support.songs import tune

from nes_composer.playback import process
from nes_composer.playback.messages import Play, SetGain, SetSong, Stop


def test_of_the_songs_that_wait_only_the_newest_is_played():
    """And nothing else is left out or changes places: what is told about the song follows it."""
    ours, theirs = multiprocessing.Pipe()
    first, second, third = (SetSong(version, tune([60 + version])) for version in range(3))
    for message in (first, Play(2), second, SetGain(0.5), third, Stop()):
        ours.send(message)
    waiting = process._without_superseded(process._received(theirs))
    assert waiting == [Play(2), SetGain(0.5), third, Stop()]
    assert process._received(theirs) == []
