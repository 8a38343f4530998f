import numpy as np
import pytest
from support.songs import tune

from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, Seek, SetSong, Stop
from nes_composer.playback.player import Player
from nes_composer.playback.sinks import ManualSink, SinkError
from nes_composer.score.score import TICK_RATE

RATE = 48_000
ROW = 6 * RATE / TICK_RATE
A_BLOCK = 300 / ROW  # in rows: what the position is known to, and the piece that hear() rounds up to


class Bench:
    """A player, the sink that it fills, and a clock that stands still."""

    def __init__(self, target=4000):
        self.sink = ManualSink(target, RATE)
        self.now = 100.0
        self.player = Player(Engine(RATE), self.sink, lambda: self.now)

    def tell(self, *messages):
        for message in messages:
            self.player.apply(message)

    def fill(self):
        while self.player.fill():
            pass

    def hear(self, frames):
        """Let the device take samples in small pieces."""
        taken = []
        for _ in range(0, int(frames), 100):
            self.fill()
            taken.append(self.sink.pull(100))
        return np.concatenate(taken)


def test_it_fills_the_queue_and_no_more():
    bench = Bench(4000)
    bench.fill()
    assert 4000 - 64 < bench.sink.queued() <= 4001
    assert not bench.player.fill()


def test_the_row_is_the_one_that_is_heard():
    """What is rendered ahead does not count."""
    bench = Bench(20_000)
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.fill()
    assert bench.player.status().row == 0
    bench.hear(10 * ROW)
    assert bench.player.status().row == pytest.approx(10, abs=A_BLOCK)


def test_the_latency_of_the_device_counts_too():
    bench = Bench(1000)
    bench.sink.latency = 2 * ROW / RATE
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.hear(10 * ROW)
    assert bench.player.status().row == pytest.approx(8, abs=A_BLOCK)
    assert bench.player.status().latency_s == pytest.approx((2 * ROW + bench.sink.queued()) / RATE)


def test_the_row_is_known_to_the_sample():
    bench = Bench(20_000)
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.fill()
    for heard in (10, 100, 1000, 10_001):
        bench.sink.pull(heard - (20_000 - bench.sink.queued() if heard > 10 else 0))
        taken = bench.player._rendered - bench.sink.queued()
        assert bench.player.status().row == pytest.approx(taken / ROW, abs=2 / ROW)


def test_a_song_that_begins_at_a_row_is_nowhere_else_before():
    bench = Bench(2000)
    bench.sink.latency = 0.1
    bench.tell(SetSong(1, tune([60] * 8)), Play(12))
    assert bench.player.status().row == 12
    bench.fill()
    assert bench.player.status().row == 12


def test_a_jump_is_seen_when_it_is_heard():
    bench = Bench(4000)
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.hear(2 * ROW)
    bench.tell(Seek(20))
    bench.fill()
    assert bench.player.status().row < 4
    bench.hear(4100)
    assert bench.player.status().row == pytest.approx(20, abs=0.5)


def test_a_version_is_heard_after_what_is_queued():
    bench = Bench(4800)
    bench.sink.latency = 0.25
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.fill()
    assert bench.player.status().rendered_version == 1
    assert bench.player.status().version_heard_at == pytest.approx(100.25)
    bench.now = 200.0
    bench.tell(SetSong(2, tune([67] * 8)))
    bench.hear(9600)
    heard_at = bench.player.status().version_heard_at - 200.25
    # The queue at that time plus the rest of a tick; nothing of it has to do with how fast this machine is.
    assert (4800 - 256) / RATE < heard_at <= (4800 + RATE / TICK_RATE) / RATE


def test_stopped_it_keeps_the_queue_full_of_silence():
    bench = Bench(2000)
    bench.tell(SetSong(1, tune([60] * 8)), Play(0))
    bench.hear(2 * ROW)
    bench.tell(Stop())
    bench.hear(RATE)
    bench.fill()
    assert bench.sink.queued() > 1900
    assert np.abs(bench.hear(RATE // 2)).max() < 0.001
    assert not bench.player.status().playing


def test_a_lost_device_is_not_hidden():
    bench = Bench()

    def room():
        raise SinkError("the sound device stopped")

    bench.sink.room = room
    with pytest.raises(SinkError):
        bench.player.fill()
