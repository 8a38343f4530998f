"""What the tests of the driver share."""

import pytest

from nes_composer.driver.sequencer import Sequencer
from nes_composer.score.instrument import Instrument


@pytest.fixture(scope="session")
def plain():
    """Four instruments that leave velocity, timbre and pitch as the score has them."""
    return tuple(Instrument(name) for name in ("p1", "p2", "tr", "no"))


class Player:
    """Plays a score and keeps the state of the registers."""

    def __init__(self, score, instruments):
        self.sequencer = Sequencer(score, instruments)
        self.registers = {}

    def ticks(self, count):
        """Return the writes of each of the next ticks."""
        bursts = []
        for _ in range(count):
            bursts.append(self.sequencer.tick())
            self.registers.update(bursts[-1])
        return bursts

    def volumes(self, count, address=0x4000):
        """Return a voice's volume after each of the next ticks; for TR whether its gate is open."""
        found = []
        for _ in range(count):
            self.ticks(1)
            value = self.registers[address]
            found.append(int(value == 0xFF) if address == 0x4008 else value & 15)
        return found

    def periods(self, count, address=0x4002):
        """Return a voice's timer period after each of the next ticks."""
        found = []
        for _ in range(count):
            self.ticks(1)
            found.append(self.registers[address] | (self.registers[address + 1] & 7) << 8)
        return found


@pytest.fixture(scope="session")
def player():
    """The class that plays a score and keeps the registers."""
    return Player
