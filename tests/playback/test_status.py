import multiprocessing
import threading

from nes_composer.playback.status import SharedStatus, Status


def shared():
    return SharedStatus(multiprocessing.get_context("spawn"))


def test_nothing_is_ready_before_the_first_report():
    assert shared().read() == Status()


def test_what_is_written_is_read():
    status = Status(True, True, 12.5, 3, 0.02, "Lautsprecher (ALSA)", 44_100, (1, 0.5, 0.25, 0), 9, 123.5, "nothing")
    memory = shared()
    memory.write(status)
    assert memory.read() == status


def test_a_long_text_is_cut():
    memory = shared()
    memory.write(Status(device="é" * 500))
    assert set(memory.read().device) <= {"é", "\N{REPLACEMENT CHARACTER}"}
    assert len(memory.read().device) > 100


def test_a_reader_never_meets_half_a_status():
    memory = shared()
    memory.write(Status(error="0"))
    done = threading.Event()

    def write():
        number = 0
        while not done.is_set():
            number += 1
            memory.write(Status(row=number, underruns=number, rendered_version=number, error=str(number)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = [memory.read() for _ in range(3_000)]
    finally:
        done.set()
        writer.join()
    assert all(s.row == s.underruns == s.rendered_version == int(s.error) for s in seen)
    assert len({s.row for s in seen}) > 1


def test_a_writer_that_died_while_writing_blocks_nobody():
    memory = shared()
    memory._block.sequence += 1
    memory.read()
    memory.write(Status(row=5))
    assert memory.read().row == 5
