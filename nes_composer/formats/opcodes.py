"""The instructions of a 6502: what each opcode does, on what, and for how long (MCS6500 programming manual)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

(
    ORA, AND, EOR, ADC, LDA, CMP, SBC, LDX, LDY, CPX, CPY, BIT,
    STA, STX, STY,
    ASL, ROL, LSR, ROR, DEC, INC,
    BPL, BMI, BVC, BVS, BCC, BCS, BNE, BEQ,
    BRK, JSR, RTI, RTS, JMP, PHP, PLP, PHA, PLA,
    TXA, TYA, TXS, TAX, TAY, TSX, DEX, DEY, INX, INY, NOP, CLC, SEC, CLI, SEI, CLV, CLD, SED,
) = range(56)  # fmt: skip
"""Operations: those that read, write and change a byte, branches, those of jumps and stack, those of registers."""

(
    IMPLIED, ACCUMULATOR, IMMEDIATE, ZERO_PAGE, ZERO_PAGE_X, ZERO_PAGE_Y, ABSOLUTE, ABSOLUTE_X, ABSOLUTE_Y, INDIRECT_X,
    INDIRECT_Y, INDIRECT, RELATIVE,
) = range(13)  # fmt: skip
"""Modes of addressing."""

OPERAND_BYTES = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 1, 1, 2, 1], np.int64)
"""Bytes that follow the opcode, by mode."""

UNKNOWN = -1
"""Operation of the opcodes that no manual names."""

_CYCLES = (2, 2, 2, 3, 4, 4, 4, 4, 4, 6, 5, 5, 2)
"""Of an operation that reads, by mode."""

_OTHER_CYCLES = {BRK: 7, JSR: 6, RTI: 6, RTS: 6, PHP: 3, PHA: 3, PLP: 4, PLA: 4}

_OPCODES = {
    IMMEDIATE: {
        ORA: 0x09, AND: 0x29, EOR: 0x49, ADC: 0x69, LDA: 0xA9, CMP: 0xC9, SBC: 0xE9, LDX: 0xA2, LDY: 0xA0,
        CPX: 0xE0, CPY: 0xC0,
    },
    ZERO_PAGE: {
        ORA: 0x05, AND: 0x25, EOR: 0x45, ADC: 0x65, LDA: 0xA5, CMP: 0xC5, SBC: 0xE5, LDX: 0xA6, LDY: 0xA4,
        CPX: 0xE4, CPY: 0xC4, BIT: 0x24, STA: 0x85, STX: 0x86, STY: 0x84, ASL: 0x06, ROL: 0x26, LSR: 0x46,
        ROR: 0x66, DEC: 0xC6, INC: 0xE6,
    },
    ZERO_PAGE_X: {
        ORA: 0x15, AND: 0x35, EOR: 0x55, ADC: 0x75, LDA: 0xB5, CMP: 0xD5, SBC: 0xF5, LDY: 0xB4, STA: 0x95,
        STY: 0x94, ASL: 0x16, ROL: 0x36, LSR: 0x56, ROR: 0x76, DEC: 0xD6, INC: 0xF6,
    },
    ZERO_PAGE_Y: {LDX: 0xB6, STX: 0x96},
    ABSOLUTE: {
        ORA: 0x0D, AND: 0x2D, EOR: 0x4D, ADC: 0x6D, LDA: 0xAD, CMP: 0xCD, SBC: 0xED, LDX: 0xAE, LDY: 0xAC,
        CPX: 0xEC, CPY: 0xCC, BIT: 0x2C, STA: 0x8D, STX: 0x8E, STY: 0x8C, ASL: 0x0E, ROL: 0x2E, LSR: 0x4E,
        ROR: 0x6E, DEC: 0xCE, INC: 0xEE, JSR: 0x20, JMP: 0x4C,
    },
    ABSOLUTE_X: {
        ORA: 0x1D, AND: 0x3D, EOR: 0x5D, ADC: 0x7D, LDA: 0xBD, CMP: 0xDD, SBC: 0xFD, LDY: 0xBC, STA: 0x9D,
        ASL: 0x1E, ROL: 0x3E, LSR: 0x5E, ROR: 0x7E, DEC: 0xDE, INC: 0xFE,
    },
    ABSOLUTE_Y: {ORA: 0x19, AND: 0x39, EOR: 0x59, ADC: 0x79, LDA: 0xB9, CMP: 0xD9, SBC: 0xF9, LDX: 0xBE, STA: 0x99},
    INDIRECT_X: {ORA: 0x01, AND: 0x21, EOR: 0x41, ADC: 0x61, LDA: 0xA1, CMP: 0xC1, SBC: 0xE1, STA: 0x81},
    INDIRECT_Y: {ORA: 0x11, AND: 0x31, EOR: 0x51, ADC: 0x71, LDA: 0xB1, CMP: 0xD1, SBC: 0xF1, STA: 0x91},
    INDIRECT: {JMP: 0x6C},
    ACCUMULATOR: {ASL: 0x0A, ROL: 0x2A, LSR: 0x4A, ROR: 0x6A},
    RELATIVE: {BPL: 0x10, BMI: 0x30, BVC: 0x50, BVS: 0x70, BCC: 0x90, BCS: 0xB0, BNE: 0xD0, BEQ: 0xF0},
    IMPLIED: {
        BRK: 0x00, RTI: 0x40, RTS: 0x60, PHP: 0x08, PLP: 0x28, PHA: 0x48, PLA: 0x68, TXA: 0x8A, TYA: 0x98,
        TXS: 0x9A, TAX: 0xAA, TAY: 0xA8, TSX: 0xBA, DEX: 0xCA, DEY: 0x88, INX: 0xE8, INY: 0xC8, NOP: 0xEA,
        CLC: 0x18, SEC: 0x38, CLI: 0x58, SEI: 0x78, CLV: 0xB8, CLD: 0xD8, SED: 0xF8,
    },
}  # fmt: skip


def _table() -> NDArray[np.int64]:
    table = np.full((256, 4), UNKNOWN, np.int64)
    for mode, opcodes in _OPCODES.items():
        indexed = mode in (ABSOLUTE_X, ABSOLUTE_Y, INDIRECT_Y)
        for operation, opcode in opcodes.items():
            cycles = _OTHER_CYCLES.get(operation, _CYCLES[mode])
            if STA <= operation <= STY:
                cycles += indexed
            elif ASL <= operation <= INC and mode != ACCUMULATOR:
                cycles += 2 + indexed
            elif operation == JMP and mode == ABSOLUTE:
                cycles = 3
            table[opcode] = operation, mode, cycles, indexed and operation <= BIT
    return table


TABLE = _table()
"""Operation, mode, cycles, and cycles more where an index leaves the page, by opcode: int64 [256, 4]."""
