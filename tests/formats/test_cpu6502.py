import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from py65.devices.mpu6502 import MPU
from support.nsf_by_py65 import Memory, call

from nes_composer.formats import opcodes as op
from nes_composer.formats.cpu6502 import (
    NOT_RETURNED,
    RETURN_ADDRESS,
    RETURNED,
    TOO_MANY_WRITES,
    UNKNOWN_INSTRUCTION,
    Cpu,
)

JUMPS = (op.JSR, op.RTI, op.RTS, op.JMP, op.BRK, op.PLA, op.PLP)
STRAIGHT = [code for code in range(256) if op.TABLE[code, 0] not in (op.UNKNOWN, op.SED, op.TXS, *JUMPS)]
RTS = b"\x60"


def test_the_table_has_every_documented_opcode_once():
    assert (op.TABLE[:, 0] != op.UNKNOWN).sum() == 151
    assert len(set(map(tuple, op.TABLE[op.TABLE[:, 0] != op.UNKNOWN, :2].tolist()))) == 151


def program(random):
    """Return some straight code, pushes paired with pulls and branches to the next instruction, then RTS."""
    code = b""
    for opcode in random.choice(STRAIGHT, 60).tolist():
        operation, mode = op.TABLE[opcode, :2]
        size = int(op.OPERAND_BYTES[mode])
        operand = random.integers(0, 256, size).astype(np.uint8).tobytes()
        if mode == op.RELATIVE:
            operand = b"\0"
        elif size == 2:
            operand = operand[:1] + bytes([int(random.choice([0, 2, 3, 0x20, 0x60, 0x7F, 0x81, 0x8F]))])
        code += bytes([opcode]) + operand
        if operation in (op.PHA, op.PHP):
            code += random.choice([b"\x68", b"\x28\xd8"])
    return code + RTS


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=300)
def test_it_does_what_another_6502_does(seed):
    random = np.random.default_rng(seed)
    rom = program(random)
    rom += random.integers(0, 256, 8192 - len(rom)).astype(np.uint8).tobytes()
    theirs = MPU(Memory(rom, range(8)))
    theirs.p = 0x34
    # py65 1.2 counts three cycles for DEC of an absolute address, where the manual has six.
    theirs.cycletime = [*MPU.cycletime]
    theirs.cycletime[0xCE] = 6
    ours = Cpu(rom, bytes(range(8)))
    status, _, _, writes = ours.call(0x8000, 0, 100_000)
    # Now and then a program writes over the address that it has to come back to.
    assume(status == RETURNED)
    cycles = call(theirs, 0x8000)
    seen = ours.registers
    assert (seen["a"], seen["x"], seen["y"], seen["s"]) == (theirs.a, theirs.x, theirs.y, theirs.sp)
    flags = ("carry", "zero", "interrupt", "decimal", None, None, "overflow", "negative")
    assert {name: theirs.p >> bit & 1 for bit, name in enumerate(flags) if name} == {n: seen[n] for n in flags if n}
    assert seen["cycles"] == cycles
    assert [tuple(write) for write in writes[:, 1:3].tolist()] == [write[1:] for write in theirs.memory.log]
    assert ours.memory.astype(np.uint8).tobytes() == bytes(theirs.memory.ram + theirs.memory.work + theirs.memory.banks)


def test_jumps_calls_branches_and_the_stack():
    """A loop of calls through a pointer at a page's end, which the 6502 reads wrongly, as it did for ever."""
    code = bytes.fromhex(
        "a2 05"  # LDX #5
        "20 0b 80"  # loop: JSR sub
        "ca d0 fa"  # DEX, BNE loop
        "6c ff 00"  # JMP ($00FF), whose high byte comes from $0000
        "8a 48 e6 10 68 18 65 11 85 11 60"  # sub: TXA PHA INC $10 PLA CLC ADC $11 STA $11 RTS
    )
    cpu = Cpu(code + bytes(4096 - len(code)), bytes(8))
    cpu.memory[0xFF], cpu.memory[0], cpu.memory[0x100] = RETURN_ADDRESS & 0xFF, RETURN_ADDRESS >> 8, 0x12
    assert cpu.call(0x8000, 0, 10_000).status == RETURNED
    assert (cpu.memory[0x10], cpu.memory[0x11]) == (5, 5 + 4 + 3 + 2 + 1)


def test_banks_are_switched_and_logged():
    code = bytes.fromhex("a9 02 8d fc 5f ad 00 c0 8d 00 40 a9 01 8d fc 5f ad 00 c0 8d 00 40 60")
    rom = code + bytes(4096 - len(code)) + b"\x11" * 4096 + b"\x22" * 4096
    cpu = Cpu(rom, bytes([0, 0, 0, 0, 0, 0, 0, 9]))
    writes = cpu.call(0x8000, 0, 1000).writes
    assert writes[:, 1:].tolist() == [[0x4000, 0x22, 0x09000002], [0x4000, 0x11, 0x09000001]]
    assert cpu.bytes_at(0xCFFE, 4, 0x0201) == b"\x11\x11\x22\x22"
    assert cpu.bytes_at(0xFFFF, 4, 0) == bytes([0])


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("4c 00 80", NOT_RETURNED),
        ("8d 00 40 4c 00 80", TOO_MANY_WRITES),
        ("ea 02", UNKNOWN_INSTRUCTION),
        ("00", UNKNOWN_INSTRUCTION),
        ("60", RETURNED),
    ],
)
def test_every_call_ends(code, status):
    cpu = Cpu(bytes.fromhex(code), bytes(8))
    assert cpu.call(0x8000, 0, 100_000).status == status


def test_decimal_mode_changes_nothing():
    cpu = Cpu(bytes.fromhex("f8 18 a9 09 69 01 60"), bytes(8))
    cpu.call(0x8000, 0, 100)
    assert cpu.registers["a"] == 0x0A


def test_many_calls_are_as_many_single_ones_and_the_digest_tells_the_memory():
    # INC $10, INC $6000, INC $5FF9, then $10 to $4000; all of it comes back after 256 calls.
    code = bytes.fromhex("e6 10 ee 00 60 ee f9 5f a5 10 8d 00 40 a5 10 d0 05 a9 00 8d f9 5f 60")
    once, often = Cpu(code, bytes(8)), Cpu(code, bytes(8))
    single = [once.call(0x8000, 0, 1000) for _ in range(600)]
    many = often.call(0x8000, 0, 1000, 600)
    assert many.counts.tolist() == [1] * 600
    assert np.array_equal(many.writes, np.concatenate([calls.writes for calls in single]))
    assert many.digests.tolist() == [calls.digests[0] for calls in single]
    assert np.array_equal(once.memory, often.memory)
    assert len(set(many.digests[:256].tolist())) == 256
    assert many.digests[256:512].tolist() == many.digests[:256].tolist()


def test_calls_stop_before_the_log_is_full():
    # 256 writes a call, and in the end one that would write for ever.
    cpu = Cpu(bytes.fromhex("a2 00 8d 00 40 ca d0 fa 60"), bytes(8))
    calls = cpu.call(0x8000, 0, 10_000, 1000)
    assert calls.status == RETURNED
    assert 200 < len(calls.counts) < 1000
    assert len(calls.writes) == 256 * len(calls.counts)
