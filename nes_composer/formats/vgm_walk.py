"""The commands of a VGM log, walked through by compiled code: 16 MiB of them take a tenth of a second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.formats.report import FormatError
from nes_composer.kernel_cache import kept

NES_WRITE, LONG_WAIT, END, DATA_BLOCK, PCM_RAM_WRITE = 0xB4, 0x61, 0x66, 0x67, 0x68
NES_SAMPLE_MEMORY = 0xC2
"""Type of the data blocks that fill the memory from which the DMC plays."""

MOST_BLOCKS = 4096
_BLOCK_TYPE_BEFORE = 5
"""Bytes from a block's type to its content."""

_UNKNOWN = 0xFF
_GOOD, _NO_END, _BAD_COMMAND, _CUT_OFF, _TOO_LONG, _TOO_MANY_BLOCKS = range(6)


class Walk(NamedTuple):
    """What a log does; all times are in its samples, 44,100ths of a second.

    Parameters
    ----------
    time, address, value : int64, uint8, uint8 [n]
        Writes to the first NES chip, the address less $4000.
    blocks : int64 [m, 3]
        Data blocks for the DMC's memory: when they come, where in the file their content begins and ends.
    samples
        Length.
    loop_time
        Where it goes on after its end; below 0 if no command begins at the loop's position.
    expansion_writes, foreign_writes
        How many writes the FDS gets, and other chips.
    """

    time: NDArray[np.int64]
    address: NDArray[np.uint8]
    value: NDArray[np.uint8]
    blocks: NDArray[np.int64]
    samples: int
    loop_time: int
    expansion_writes: int
    foreign_writes: int


def walk(data: bytes, start: int, loop: int, most_samples: int) -> Walk:
    """Walk through the commands of a log.

    Parameters
    ----------
    data
        The whole file.
    start, loop
        Positions of the first command and of the one that follows the last; 0 for a log that does not loop.
    most_samples
        Longest log that is accepted.

    Raises
    ------
    FormatError
        A command is unknown or cut off, the log has no end, or it is too long.
    """
    content = np.frombuffer(data, np.uint8)
    writes = np.empty(((len(data) - start) // 3 + 1, 2), np.int64)
    blocks = np.empty((MOST_BLOCKS, 3), np.int64)
    status, position, counts, samples, loop_time = _walk(
        content, start, loop, most_samples, _OPERANDS, _WAITS, writes, blocks
    )
    if status != _GOOD:
        command = f"{data[position]:#04x} at byte {position:#x}" if position < len(data) else ""
        raise FormatError(
            {
                _NO_END: "cut off: the log has no end command",
                _BAD_COMMAND: f"unknown command {command}",
                _CUT_OFF: f"cut off in the command {command}",
                _TOO_LONG: f"longer than {most_samples // 44_100} seconds",
                _TOO_MANY_BLOCKS: f"more than {MOST_BLOCKS} data blocks",
            }[status]
        )
    time, position = writes[: counts[0]].T
    register = content[position + 1]
    # Above are the registers of the FDS; bit 7 stands for a second chip. $4014 and $4016 make no sound.
    ours = (register < 0x18) & (register != 0x14) & (register != 0x16)
    blocks = blocks[: counts[1]]
    samples_of_dmc = content[blocks[:, 1] - _BLOCK_TYPE_BEFORE] == NES_SAMPLE_MEMORY
    return Walk(
        time[ours],
        register[ours],
        content[position[ours] + 2],
        blocks[samples_of_dmc],
        samples,
        loop_time,
        int(((register >= 0x18) & (register < 0x80)).sum()),
        int(counts[2]) + int((register >= 0x80).sum()),
    )


def _operand_bytes() -> NDArray[np.uint8]:
    """Return the number of bytes that follow each command, by the specification's table of commands."""
    lengths = np.full(256, _UNKNOWN, np.uint8)
    for operands, commands in (
        (0, (0x62, 0x63, END, *range(0x70, 0x90))),
        (1, (*range(0x30, 0x40), 0x4F, 0x50, 0x94)),
        (2, (*range(0x40, 0x4F), *range(0x51, 0x60), LONG_WAIT, *range(0xA0, 0xC0))),
        (3, tuple(range(0xC0, 0xE0))),
        (4, (*range(0xE0, 0x100), 0x90, 0x91, 0x95)),
        (5, (0x92,)),
        (6, (DATA_BLOCK,)),
        (10, (0x93,)),
        (11, (PCM_RAM_WRITE,)),
    ):
        lengths[list(commands)] = operands
    return lengths


def _waits() -> NDArray[np.int64]:
    """Return the samples that each command without operands waits; $8n also writes to another chip."""
    waits = np.zeros(256, np.int64)
    waits[0x62], waits[0x63] = 735, 882
    waits[0x70:0x80] = np.arange(1, 17)
    waits[0x80:0x90] = np.arange(16)
    return waits


_OPERANDS, _WAITS = _operand_bytes(), _waits()


def _walk_commands(
    data: NDArray[np.uint8],
    start: int,
    loop: int,
    most_samples: int,
    operands: NDArray[np.uint8],
    waits: NDArray[np.int64],
    writes: NDArray[np.int64],
    blocks: NDArray[np.int64],
) -> tuple[int, int, tuple[int, int, int], int, int]:
    """Fill time and position of the writes, and the blocks.

    Returns a status and where it stopped; the number of writes, blocks and commands for other chips; samples and loop
    time.
    """
    position, now, loop_time = start, 0, -1
    written, found, foreign = 0, 0, 0
    status = _NO_END
    while position < len(data):
        if position == loop:
            loop_time = now
        command = data[position]
        following = position + 1 + int(operands[command])
        if operands[command] == _UNKNOWN:
            status = _BAD_COMMAND
            break
        if command == DATA_BLOCK and following <= len(data):
            if found == len(blocks):
                status = _TOO_MANY_BLOCKS
                break
            size = int(data[following - 4]) | int(data[following - 3]) << 8 | int(data[following - 2]) << 16
            size |= int(data[following - 1] & 0x7F) << 24
            blocks[found] = now, following, following + size
            found += 1
            following += size
        if following > len(data):
            status = _CUT_OFF
            break
        if command == END:
            status = _GOOD
            break
        if command == NES_WRITE:
            writes[written] = now, position
            written += 1
        elif command == LONG_WAIT:
            now += int(data[position + 1]) | int(data[position + 2]) << 8
        elif waits[command]:
            now += waits[command]
        elif command != DATA_BLOCK:
            foreign += 1
        if now > most_samples:
            status = _TOO_LONG
            break
        position = following
    return status, position, (written, found, foreign), now, loop_time


_walk = kept(_walk_commands, nogil=True)
