"""Files that `dev.py fuzz` found readers to stumble over; each is made here, byte for byte."""

from pathlib import Path

import numpy as np
import pytest

from nes_composer.apu.trace import Trace
from nes_composer.driver.perform import tick_cycle
from nes_composer.formats import nesmdb, nsf
from nes_composer.formats.report import FormatError


def refusal(read, path, data):
    """Return what a reader says of a file that it refuses."""
    with pytest.raises(FormatError) as refused:
        read(Path(path), data)
    return str(refused.value)


def test_a_name_with_line_breaks_in_a_pickle_stays_one_line():
    program = b"\x80\x04\x8c\x06os\nabc\x8c\x04exit\x93."
    sentence = refusal(nesmdb.read, "x.exprsco.pkl", program)
    assert sentence.startswith("x.exprsco.pkl: it asks for os")
    assert sentence.isprintable()


@pytest.mark.parametrize("program", [b"(F-1e999\n.", b"(Pabc\n."])
def test_what_pickle_says_of_a_damaged_program_stays_one_line(program):
    sentence = refusal(nesmdb.read, "x.seprsco.pkl", program)
    assert sentence.startswith("x.seprsco.pkl: the pickle is damaged: ")
    assert sentence.isprintable()


def test_an_nsf_that_starts_another_sample_in_every_write():
    """Each was a megabyte's search, and kept 4 KiB: gigabytes for a file of one."""
    starts = np.arange(5_000)
    address = np.tile([0x4013, 0x4012, 0x4015], len(starts))
    value = np.column_stack([np.full(len(starts), 0xFF), starts % 2, np.full(len(starts), 0x10)]).ravel()
    cycle = np.array([tick_cycle(int(tick)) for tick in np.repeat(starts // 30, 3)])
    trace = Trace(cycle, address.astype(np.uint16), value.astype(np.uint8), tick_cycle(200))
    sentence = refusal(nsf.read, "samples.nsf", nsf.trace_bytes(trace))
    assert sentence == "samples.nsf: the DMC's samples change more than 4096 times"
