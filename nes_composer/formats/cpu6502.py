"""The console's processor, 2A03: a 6502 without decimal mode, in a memory as an NSF has it (NESdev: CPU, NSF).

Compiled, because games' players take thousands of instructions a tick: three minutes of music are a second's work.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import State, compiled, entry
from nes_composer.formats import cpu6502_memory as memory
from nes_composer.formats import opcodes as op
from nes_composer.formats.cpu6502_memory import (
    BANK_BYTES,
    BANK_PLACES,
    BANKS,
    LOG_WRITES,
    MACHINE,
    MOST_WRITES,
    REGISTERS,
)

RETURNED, NOT_RETURNED, UNKNOWN_INSTRUCTION, TOO_MANY_WRITES = range(4)
"""How a call ends."""

RETURN_ADDRESS = 0x4FFF
"""Where a call comes back to: nothing is there to be executed."""


@compiled
def _compare(m: State, register: int, value: int) -> None:
    m.carry = register >= value
    _flags(m, register - value & 0xFF)


@compiled
def _flags(m: State, value: int) -> int:
    """Set the flags of a result, and return it."""
    m.zero = value == 0
    m.negative = value >> 7
    return value


@compiled
def _add(m: State, value: int) -> None:
    total = m.a + value + m.carry
    m.overflow = (m.a ^ total) & (value ^ total) & 0x80 != 0
    m.carry = total > 0xFF
    m.a = _flags(m, total & 0xFF)


@compiled
def _packed_flags(m: State) -> int:
    return int(
        m.carry | m.zero << 1 | m.interrupt << 2 | m.decimal << 3 | 0x30
        | m.overflow << 6 | m.negative << 7
    )  # fmt: skip


@compiled
def _unpack_flags(m: State, value: int) -> None:
    m.carry, m.zero, m.interrupt = value & 1, value >> 1 & 1, value >> 2 & 1
    m.decimal, m.overflow, m.negative = value >> 3 & 1, value >> 6 & 1, value >> 7


@compiled
def _push(m: State, value: int) -> None:
    memory.remember(m, 0x100 + m.s, value)
    m.s = m.s - 1 & 0xFF


@compiled
def _pull(m: State) -> int:
    m.s = m.s + 1 & 0xFF
    return int(m.memory[0x100 + m.s])


@compiled
def _address(m: State, mode: int, operand: int, crossing: int) -> int:
    """Return the address that an instruction works on; `crossing` cycles are counted where an index leaves the page."""
    if mode in (op.ZERO_PAGE, op.ABSOLUTE):
        return operand
    if mode == op.ZERO_PAGE_X:
        return int(operand + m.x & 0xFF)
    if mode == op.ZERO_PAGE_Y:
        return int(operand + m.y & 0xFF)
    if mode == op.INDIRECT_X:
        pointer = operand + m.x
        return int(m.memory[pointer & 0xFF]) | int(m.memory[pointer + 1 & 0xFF]) << 8
    if mode == op.INDIRECT:
        # The high byte comes from the same page, whatever follows.
        high = operand & 0xFF00 | operand + 1 & 0xFF
        return memory.read(m, operand) | memory.read(m, high) << 8
    base = operand
    if mode == op.INDIRECT_Y:
        base = int(m.memory[operand]) | int(m.memory[operand + 1 & 0xFF]) << 8
    address = base + (m.x if mode == op.ABSOLUTE_X else m.y) & 0xFFFF
    if (base ^ address) & 0xFF00:
        m.cycles += crossing
    return int(address)


@compiled
def _load(m: State, operation: int, value: int) -> None:
    """Do an instruction that takes a byte into a register or the flags."""
    if operation == op.LDA:
        m.a = _flags(m, value)
    elif operation == op.LDX:
        m.x = _flags(m, value)
    elif operation == op.LDY:
        m.y = _flags(m, value)
    elif operation == op.CMP:
        _compare(m, m.a, value)
    elif operation == op.CPX:
        _compare(m, m.x, value)
    elif operation == op.CPY:
        _compare(m, m.y, value)
    elif operation == op.ADC:
        _add(m, value)
    elif operation == op.SBC:
        _add(m, value ^ 0xFF)
    elif operation == op.BIT:
        m.zero, m.overflow, m.negative = m.a & value == 0, value >> 6 & 1, value >> 7
    elif operation == op.AND:
        m.a = _flags(m, m.a & value)
    elif operation == op.ORA:
        m.a = _flags(m, m.a | value)
    else:
        m.a = _flags(m, m.a ^ value)


@compiled
def _changed(m: State, operation: int, value: int) -> int:
    """Return what an instruction makes of a byte."""
    if operation == op.INC:
        return _flags(m, value + 1 & 0xFF)
    if operation == op.DEC:
        return _flags(m, value - 1 & 0xFF)
    carry = m.carry if operation in (op.ROL, op.ROR) else 0
    if operation in (op.ASL, op.ROL):
        m.carry = value >> 7
        return _flags(m, value << 1 & 0xFF | carry)
    m.carry = value & 1
    return _flags(m, value >> 1 | carry << 7)


@compiled
def _stored(m: State, operation: int, address: int) -> int:
    """Return what an instruction writes to an address."""
    if operation == op.STA:
        return int(m.a)
    if operation == op.STX:
        return int(m.x)
    if operation == op.STY:
        return int(m.y)
    return _changed(m, operation, memory.read(m, address))


@compiled
def _register(m: State, operation: int) -> None:
    """Do an instruction on registers or flags alone."""
    if operation == op.TXA:
        m.a = _flags(m, m.x)
    elif operation == op.TYA:
        m.a = _flags(m, m.y)
    elif operation == op.TXS:
        m.s = m.x
    elif operation == op.TAX:
        m.x = _flags(m, m.a)
    elif operation == op.TAY:
        m.y = _flags(m, m.a)
    elif operation == op.TSX:
        m.x = _flags(m, m.s)
    elif operation in (op.DEX, op.INX):
        m.x = _flags(m, m.x + (1 if operation == op.INX else -1) & 0xFF)
    elif operation in (op.DEY, op.INY):
        m.y = _flags(m, m.y + (1 if operation == op.INY else -1) & 0xFF)
    elif operation in (op.CLC, op.SEC):
        m.carry = operation == op.SEC
    elif operation in (op.CLI, op.SEI):
        m.interrupt = operation == op.SEI
    elif operation in (op.CLD, op.SED):
        m.decimal = operation == op.SED
    elif operation == op.CLV:
        m.overflow = 0


@compiled
def _branches(m: State, operation: int) -> bool:
    """Return whether a branch is taken."""
    pair = operation - op.BPL >> 1
    flag = m.negative if pair == 0 else m.overflow if pair == 1 else m.carry if pair == 2 else m.zero
    return bool(flag == (operation - op.BPL & 1))


@compiled
def _stack(m: State, operation: int, address: int) -> None:
    """Do an instruction that jumps or works on the stack."""
    if operation == op.JMP:
        m.pc = address
    elif operation == op.JSR:
        _push(m, m.pc - 1 >> 8 & 0xFF)
        _push(m, m.pc - 1 & 0xFF)
        m.pc = address
    elif operation == op.RTS:
        low = _pull(m)
        m.pc = (low | _pull(m) << 8) + 1 & 0xFFFF
    elif operation == op.RTI:
        _unpack_flags(m, _pull(m))
        low = _pull(m)
        m.pc = low | _pull(m) << 8
    elif operation == op.PHA:
        _push(m, m.a)
    elif operation == op.PHP:
        _push(m, _packed_flags(m))
    elif operation == op.PLA:
        m.a = _flags(m, _pull(m))
    elif operation == op.PLP:
        _unpack_flags(m, _pull(m))


@compiled
def _jump(m: State, operation: int, mode: int, operand: int) -> None:
    """Do a branch, a jump or an instruction that works on the stack."""
    if operation > op.BRK:
        if mode != op.IMPLIED:
            operand = _address(m, mode, operand, 0)
        _stack(m, operation, operand)
    elif _branches(m, operation):
        target = m.pc + (operand ^ 0x80) - 0x80 & 0xFFFF
        m.cycles += 2 if (target ^ m.pc) & 0xFF00 else 1
        m.pc = target


@compiled
def _call(m: State, address: int, a: int, most_cycles: int) -> int:
    """Call a subroutine, and execute until it returns to RETURN_ADDRESS."""
    m.a, m.x, m.y, m.s, m.pc, m.cycles = a, 0, 0, 0xFF, address, 0
    _unpack_flags(m, 4)
    _push(m, RETURN_ADDRESS - 1 >> 8)
    _push(m, RETURN_ADDRESS - 1 & 0xFF)
    last = min(m.writes + MOST_WRITES, LOG_WRITES)
    while m.pc != RETURN_ADDRESS:
        if m.cycles > most_cycles:
            return NOT_RETURNED
        if m.writes == last:
            return TOO_MANY_WRITES
        place = m.pc
        code = memory.read(m, place)
        operation, mode = op.TABLE[code, 0], op.TABLE[code, 1]
        if operation in (op.UNKNOWN, op.BRK):
            return UNKNOWN_INSTRUCTION
        operand = memory.read(m, place + 1 & 0xFFFF)
        if op.OPERAND_BYTES[mode] == 2:
            operand |= memory.read(m, place + 2 & 0xFFFF) << 8
        m.pc = place + 1 + op.OPERAND_BYTES[mode] & 0xFFFF
        m.cycles += op.TABLE[code, 2]
        if operation > op.PLA:
            _register(m, operation)
        elif operation >= op.BPL:
            _jump(m, operation, mode, operand)
        elif mode == op.IMMEDIATE:
            _load(m, operation, operand)
        elif mode == op.ACCUMULATOR:
            m.a = _changed(m, operation, m.a)
        else:
            address = _address(m, mode, operand, op.TABLE[code, 3])
            if operation <= op.BIT:
                _load(m, operation, memory.read(m, address))
            else:
                memory.write(m, address, _stored(m, operation, address))
    return RETURNED


def _make_calls(
    machines: NDArray[Any],
    address: int,
    a: int,
    most_cycles: int,
    writes: NDArray[np.int64],
    digests: NDArray[np.uint64],
) -> tuple[int, int]:
    """Call a subroutine as often as there is room; return how the last call ended, and how many there were."""
    m = machines[0]
    m.writes = 0
    for call in range(len(writes)):
        if m.writes > LOG_WRITES - MOST_WRITES:
            return RETURNED, call
        before = m.writes
        status = _call(m, address, a, most_cycles)
        if status != RETURNED:
            return status, call
        writes[call], digests[call] = m.writes - before, m.digest
    return RETURNED, len(writes)


_SOURCES = (__file__, str(memory.__file__), str(op.__file__))
_run = entry(_make_calls, zlib.crc32(b"".join(Path(file).read_bytes() for file in _SOURCES)))


class Calls(NamedTuple):
    """What came of calling a subroutine.

    Parameters
    ----------
    status
        How the last call ended: RETURNED, NOT_RETURNED, UNKNOWN_INSTRUCTION or TOO_MANY_WRITES.
    counts : int64 [n]
        Writes of each call that returned.
    digests : uint64 [n]
        The same after two calls if all memory is the same.
    writes : int64 [m, 4]
        To the chip, by these calls: cycle from its call on, address, value, and the banks at $C000-$FFFF, 8 bits each.
    """

    status: int
    counts: NDArray[np.int64]
    digests: NDArray[np.uint64]
    writes: NDArray[np.int64]


class Cpu:
    """A processor, its memory, and what it writes to the chip's registers.

    Parameters
    ----------
    rom
        Up to 256 banks of 4 KiB; what a bank beyond them holds is 0.
    banks
        Which of them are seen from $8000, $9000 … $F000 on; $5FF8-$5FFF change that.

    Attributes
    ----------
    memory : int16 [0x2808]
        $0000-$07FF, $6000-$7FFF, and which banks are seen.
    """

    def __init__(self, rom: bytes, banks: bytes) -> None:
        self._machine = np.zeros(1, MACHINE)
        self._machine["rom"][0, : len(rom)] = np.frombuffer(rom, np.uint8)
        self._rom = rom.ljust(BANKS * BANK_BYTES, b"\0")
        self.memory = self._machine["memory"][0]
        self.memory[BANK_PLACES:] = list(banks)

    @property
    def registers(self) -> dict[str, int]:
        """Registers, flags and cycles of the latest call."""
        return {name: int(self._machine[name][0]) for name in REGISTERS}

    @property
    def other_writes(self) -> int:
        """How many writes went to where nothing is: to the chips of a cartridge."""
        return int(self._machine["other_writes"][0])

    def bytes_at(self, address: int, size: int, banks: int) -> bytes:
        """Return bytes from an address of $C000-$FFFF on, as these banks, 8 bits each, show them; $FFFF is the last."""
        end, parts = min(address + size, 0x10000), []
        while address < end:
            bank, first = banks >> 8 * ((address >> 12) - 12) & 0xFF, address % BANK_BYTES
            after = min(first + end - address, BANK_BYTES)
            parts.append(self._rom[bank * BANK_BYTES + first : bank * BANK_BYTES + after])
            address += after - first
        return b"".join(parts)

    def call(self, address: int, a: int, most_cycles: int, times: int = 1) -> Calls:
        """Call a subroutine, with X and Y as 0.

        Parameters
        ----------
        address
            Of its first instruction.
        a
            What A holds.
        most_cycles
            When a call is given up.
        times
            How often, at most: it ends early where a call does not return, and after tens of thousands of writes.
        """
        counts, digests = np.zeros(times, np.int64), np.zeros(times, np.uint64)
        status, calls = _run(self._machine, address, a, most_cycles, counts, digests)
        writes = self._machine["log"][0, : counts[:calls].sum()].copy()
        return Calls(status, counts[:calls], digests[:calls], writes)
