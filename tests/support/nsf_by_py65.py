"""An NSF run by py65: a 6502 and a memory that share nothing with ours."""

import struct

from py65.devices.mpu6502 import MPU

RETURN = 0x4FFF


class Memory:
    """2 KiB of RAM and its mirrors, 8 KiB at $6000, banks of 4 KiB from $8000 on, and a log of the chip's writes."""

    def __init__(self, rom=b"", banks=(0,) * 8):
        self.ram, self.work, self.rom = bytearray(0x800), bytearray(0x2000), rom
        self.banks = bytearray(banks)
        self.log, self.now = [], 0

    def __getitem__(self, address):
        if address < 0x2000:
            return self.ram[address % 0x800]
        if 0x6000 <= address < 0x8000:
            return self.work[address - 0x6000]
        place = self.banks[(address >> 12) - 8] * 4096 + address % 4096 if address >= 0x8000 else len(self.rom)
        return self.rom[place] if place < len(self.rom) else 0

    def __setitem__(self, address, value):
        if address < 0x2000:
            self.ram[address % 0x800] = value
        elif 0x6000 <= address < 0x8000:
            self.work[address - 0x6000] = value
        elif 0x5FF8 <= address < 0x6000:
            self.banks[address - 0x5FF8] = value
        elif 0x4000 <= address < 0x4018:
            self.log.append((self.now, address, value))


def call(mpu, address, most=1_000_000):
    """Call a subroutine; return the cycles it took."""
    mpu.sp, begin = 0xFD, mpu.processorCycles
    mpu.memory[0x1FE], mpu.memory[0x1FF] = (RETURN - 1) & 0xFF, (RETURN - 1) >> 8
    mpu.pc = address
    while mpu.pc != RETURN:
        mpu.step()
        assert mpu.processorCycles - begin < most
    return mpu.processorCycles - begin


def played(data, ticks):
    """Return the writes of so many ticks as (tick, address, value), and the cycles that each PLAY took."""
    load, init, play = struct.unpack_from("<HHH", data, 8)
    memory = Memory(bytes(load % 4096) + data[128:], data[0x70:0x78])
    mpu = MPU(memory)
    call(mpu, init)
    cycles = []
    for memory.now in range(ticks):
        cycles.append(call(mpu, play))
    return memory.log, cycles
