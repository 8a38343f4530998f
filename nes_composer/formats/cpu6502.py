"""The console's processor, 2A03: a 6502 without decimal mode, in a memory as an NSF has it (NESdev: CPU, NSF).

Compiled, because games' players take thousands of instructions a tick: three minutes of music are a second's work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import State, compiled, int_fields
from nes_composer.formats import opcodes as op

RETURNED, NOT_RETURNED, UNKNOWN_INSTRUCTION, TOO_MANY_WRITES = range(4)
"""How a call ends."""

RETURN_ADDRESS = 0x4FFF
"""Where a call comes back to: nothing is there to be executed."""

MOST_WRITES = 4096
"""Writes of one call; a frame has time for about as many."""

BANK_BYTES, BANKS = 4096, 256
_ROM_BYTES = BANKS * BANK_BYTES
_RAM_BYTES, _WORK_RAM = 0x2800, 0x800

_REGISTERS = ("a", "x", "y", "s", "pc", "carry", "zero", "interrupt", "decimal", "overflow", "negative", "cycles")
_MACHINE = np.dtype(
    [
        *int_fields(*_REGISTERS, "writes", "other_writes"),
        ("banks", "i8", (8,)),
        ("log", "i8", (MOST_WRITES, 4)),
        # Wider than bytes, because numba makes floats of the sum of a signed and an unsigned number.
        ("ram", "i2", (_RAM_BYTES,)),
        ("rom", "i2", (_ROM_BYTES,)),
    ]
)


@compiled
def _read(m: State, address: int) -> int:
    """Return a byte: 2 KiB of RAM and its mirrors, 8 KiB more at $6000, banks from $8000 on, nothing elsewhere."""
    if address < 0x2000:
        return int(m.ram[address & 0x7FF])
    if address >= 0x8000:
        return int(m.rom[m.banks[(address >> 12) - 8] * BANK_BYTES + (address & 0xFFF)])
    return int(m.ram[address - 0x6000 + _WORK_RAM]) if address >= 0x6000 else 0


@compiled
def _write(m: State, address: int, value: int) -> None:
    """Write a byte; log it where it goes to a register of the chip, with the banks from $C000 on as they are then."""
    if address < 0x2000:
        m.ram[address & 0x7FF] = value
    elif 0x6000 <= address < 0x8000:
        m.ram[address - 0x6000 + _WORK_RAM] = value
    elif 0x5FF8 <= address < 0x6000:
        m.banks[address - 0x5FF8] = value
    elif 0x4000 <= address < 0x4018:
        seen = m.banks[4] | m.banks[5] << 8 | m.banks[6] << 16 | m.banks[7] << 24
        m.log[m.writes, 0], m.log[m.writes, 1], m.log[m.writes, 2] = m.cycles, address, value
        m.log[m.writes, 3] = seen
        m.writes += 1
    else:
        m.other_writes += 1


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
    m.ram[0x100 + m.s] = value
    m.s = m.s - 1 & 0xFF


@compiled
def _pull(m: State) -> int:
    m.s = m.s + 1 & 0xFF
    return int(m.ram[0x100 + m.s])


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
        return int(m.ram[pointer & 0xFF]) | int(m.ram[pointer + 1 & 0xFF]) << 8
    if mode == op.INDIRECT:
        # The high byte comes from the same page, whatever follows.
        high = operand & 0xFF00 | operand + 1 & 0xFF
        return _read(m, operand) | _read(m, high) << 8
    base = operand
    if mode == op.INDIRECT_Y:
        base = int(m.ram[operand]) | int(m.ram[operand + 1 & 0xFF]) << 8
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
def _stored(
    m: State,
    operation: int,
    address: int,
) -> int:
    """Return what an instruction writes to an address."""
    if operation == op.STA:
        return int(m.a)
    if operation == op.STX:
        return int(m.x)
    if operation == op.STY:
        return int(m.y)
    return _changed(m, operation, _read(m, address))


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
def _jump(
    m: State,
    operation: int,
    mode: int,
    operand: int,
) -> None:
    """Do a branch, a jump or an instruction that works on the stack."""
    if operation > op.BRK:
        if mode != op.IMPLIED:
            operand = _address(m, mode, operand, 0)
        _stack(m, operation, operand)
    elif _branches(m, operation):
        target = m.pc + (operand ^ 0x80) - 0x80 & 0xFFFF
        m.cycles += 2 if (target ^ m.pc) & 0xFF00 else 1
        m.pc = target


def _run_call(m: State, most_cycles: int) -> int:
    """Execute until the program returns to RETURN_ADDRESS; see :meth:`Cpu.call`."""
    while m.pc != RETURN_ADDRESS:
        if m.cycles > most_cycles:
            return NOT_RETURNED
        if m.writes == MOST_WRITES:
            return TOO_MANY_WRITES
        place = m.pc
        code = _read(m, place)
        operation, mode = op.TABLE[code, 0], op.TABLE[code, 1]
        if operation in (op.UNKNOWN, op.BRK):
            return UNKNOWN_INSTRUCTION
        operand = _read(m, place + 1 & 0xFFFF)
        if op.OPERAND_BYTES[mode] == 2:
            operand |= _read(m, place + 2 & 0xFFFF) << 8
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
                _load(m, operation, _read(m, address))
            else:
                _write(m, address, _stored(m, operation, address))
    return RETURNED


_run = cast(Callable[..., Any], numba.njit(cache=True, nogil=True, error_model="numpy")(_run_call))


class Cpu:
    """A processor, its memory, and what it writes to the chip's registers.

    Parameters
    ----------
    rom
        Up to 256 banks of 4 KiB; what a bank beyond them holds is 0.
    banks
        Which of them are seen from $8000, $9000 … $F000 on; $5FF8-$5FFF change that.
    """

    def __init__(self, rom: bytes, banks: bytes) -> None:
        self._machine = np.zeros(1, _MACHINE)
        self._machine["rom"][0, : len(rom)] = np.frombuffer(rom, np.uint8)
        self._machine["banks"][0] = list(banks)

    @property
    def memory(self) -> bytes:
        """All that can change: $0000-$07FF, $6000-$7FFF if it is not empty, and which banks are seen."""
        ram, banks = self._machine["ram"][0], self._machine["banks"][0]
        used = len(ram) if ram[_WORK_RAM:].any() else _WORK_RAM
        return bytes(ram[:used]) + bytes(banks)

    @property
    def registers(self) -> dict[str, int]:
        """Registers, flags and cycles of the latest call."""
        return {name: int(self._machine[name][0]) for name in _REGISTERS}

    @property
    def other_writes(self) -> int:
        """How many writes went to where nothing is: to the chips of a cartridge."""
        return int(self._machine["other_writes"][0])

    def bytes_at(self, address: int, size: int, banks: int) -> bytes:
        """Return bytes from an address of $C000-$FFFF on, as these banks, 8 bits each, show them; $FFFF is the last."""
        places = np.arange(address, min(address + size, 0x10000))
        shown = banks >> 8 * ((places >> 12) - 12) & 0xFF
        return bytes(self._machine["rom"][0, shown * BANK_BYTES + (places & 0xFFF)].astype(np.uint8))

    def call(self, address: int, a: int, most_cycles: int) -> tuple[int, NDArray[np.int64]]:
        """Call a subroutine, with X and Y as 0.

        Parameters
        ----------
        address
            Of its first instruction.
        a
            What A holds.
        most_cycles
            When it is given up.

        Returns
        -------
        int
            RETURNED, NOT_RETURNED, UNKNOWN_INSTRUCTION or TOO_MANY_WRITES.
        int64 [n, 4]
            Writes to the chip: cycle from the call on, address, value, and the banks at $C000-$FFFF, 8 bits each.
        """
        machine = self._machine[0]
        for name in (*_REGISTERS, "writes"):
            machine[name] = 0
        machine["a"], machine["s"], machine["pc"], machine["interrupt"] = a, 0xFD, address, 1
        machine["ram"][0x1FE:0x200] = (RETURN_ADDRESS - 1) & 0xFF, RETURN_ADDRESS - 1 >> 8
        status = _run(machine, most_cycles)
        return status, machine["log"][: machine["writes"]].copy()
