"""The 6502 program in our ``.nsf`` files: it replays a stream of register writes, tick by tick (NESdev: NSF).

The stream is read through the bank at $9000. One byte says what follows:

========= =====================================================
$00-$17   write the next byte to $4000 + n, and go on
$40-$7F   n - $3F ticks without a write, this one included
$80-$97   write the next byte to $4000 + (n - $80); the tick ends
$FF       go on in this tick at bank, low and high byte
========= =====================================================
"""

from __future__ import annotations

import re

BANK_BYTES = 4096
WINDOW = 0x9000
"""Where the player sees the bank of the stream that it reads."""

FIRST_BANK = 1
"""Bank of the stream's first byte; the program lies at the end of the bank before it."""

LAST_WRITE, EMPTY_TICKS, JUMP = 0x80, 0x40, 0xFF
LONGEST_WAIT = 64

MOST_WRITES = 128
"""Writes that fit into a tick: about 100 cycles each, they take less than half of it."""

_SYMBOLS = {"pointer": 0x00, "pointer_high": 0x01, "bank": 0x02, "wait": 0x03, "window_bank": 0x5FF9}

_SOURCE = """
init:   LDA #$00
        STA pointer
        STA wait
        LDA #$90
        STA pointer_high
        LDA #$01
        STA bank
        STA window_bank
        RTS

play:   LDA wait
        BEQ next
        DEC wait
        RTS

next:   JSR fetch
        CMP #$40
        BCC write
        CMP #$80
        BCC empty
        CMP #$FF
        BEQ jump
        AND #$1F            ; the tick's last write
        TAX
        JSR fetch
        STA $4000,X
        RTS

write:  TAX
        JSR fetch
        STA $4000,X
        JMP next

empty:  AND #$3F
        STA wait
        RTS

jump:   JSR fetch
        STA wait            ; which is 0 here: nothing else remembers the jump
        JSR fetch
        TAX
        JSR fetch
        STA pointer_high
        STX pointer
        LDA wait
        STA bank
        STA window_bank
        LDA #$00
        STA wait
        BEQ next

fetch:  LDY #$00            ; next byte of the stream to A; X is kept
        LDA (pointer),Y
        INC pointer
        BNE done
        INC pointer_high
        LDY pointer_high
        CPY #$A0
        BNE done
        LDY #$90            ; the bank ends: go on in the next one
        STY pointer_high
        INC bank
        LDY bank
        STY window_bank
done:   RTS
"""

_OPCODES = {
    "AND #": 0x29, "BCC": 0x90, "BEQ": 0xF0, "BNE": 0xD0, "CMP #": 0xC9, "CPY #": 0xC0, "DEC zero": 0xC6,
    "INC zero": 0xE6, "JMP": 0x4C, "JSR": 0x20, "LDA #": 0xA9, "LDA (),Y": 0xB1, "LDA zero": 0xA5, "LDY #": 0xA0,
    "LDY zero": 0xA4, "RTS": 0x60, "STA": 0x8D, "STA ,X": 0x9D, "STA zero": 0x85,
    "STX zero": 0x86, "STY": 0x8C, "STY zero": 0x84, "TAX": 0xAA,
}  # fmt: skip
"""The instructions that the program uses, by mnemonic and addressing (MOS MCS6500 programming manual)."""

_LINE = re.compile(r"(?:(\w+):)?\s+([A-Z]{3})(?: ([#(]?)([$\w]+)(\),Y|,X)?)?\s*(?:;.*)?")


def _assemble(origin: int, labels: dict[str, int]) -> tuple[bytes, dict[str, int]]:
    """Return the program at an address, and its labels; unknown ones of `labels` are still to be found."""
    code, found = bytearray(), {}
    for line in filter(None, _SOURCE.splitlines()):
        parts = _LINE.fullmatch(line)
        assert parts is not None, line
        label, mnemonic, before, name, after = parts.groups(default="")
        here = origin + len(code)
        if label:
            found[label] = here
        value = int(name[1:], 16) if name.startswith("$") else {**_SYMBOLS, **labels}.get(name, here)
        if not name:
            code.append(_OPCODES[mnemonic])
        elif mnemonic in ("BCC", "BEQ", "BNE"):
            code += bytes((_OPCODES[mnemonic], (value - here - 2) & 0xFF))
        elif before:
            code += bytes((_OPCODES[f"{mnemonic} {'#' if before == '#' else '(),Y'}"], value))
        elif value < 0x100:
            code += bytes((_OPCODES[f"{mnemonic} zero"], value))
        else:
            code += bytes((_OPCODES[f"{mnemonic} {after}".strip()], value & 0xFF, value >> 8))
    return bytes(code), found


def _program() -> tuple[bytes, int, int, int]:
    """Return the program, which ends where the stream's window begins, and its load, init and play addresses."""
    size = len(_assemble(WINDOW, {})[0])
    labels = _assemble(WINDOW - size, {})[1]
    return _assemble(WINDOW - size, labels)[0], WINDOW - size, labels["init"], labels["play"]


CODE, LOAD, INIT, PLAY = _program()
