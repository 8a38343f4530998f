"""Files that `dev.py fuzz` found readers to stumble over; each is made here, byte for byte."""

from pathlib import Path

import pytest

from nes_composer.formats import nesmdb
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
