import multiprocessing

from nes_composer.playback.status import SharedStatus, Status


def shared():
    return SharedStatus(multiprocessing.get_context("spawn"))


def test_nothing_is_ready_before_the_first_report():
    assert shared().read() == Status()


def test_what_is_written_is_read():
    told = (True, True, 12.5, 3, 0.02, "Lautsprecher (ALSA)", 44_100, (1, 0.5, 0.25, 0), 9, 123.5, "nothing")
    status = Status(*told, headroom_s=0.01, standing_in=True)
    memory = shared()
    memory.write(status)
    assert memory.read() == status


def test_a_long_text_is_cut():
    memory = shared()
    memory.write(Status(device="é" * 500))
    assert set(memory.read().device) <= {"é", "\N{REPLACEMENT CHARACTER}"}
    assert len(memory.read().device) > 100


def test_half_a_status_is_never_read():
    """Only the writer's process knows that it is within a write; its reader sees memory change."""
    memory = shared()
    before = Status(row=1, error="one")
    memory.write(before)
    assert memory.read() == before

    class Looking(str):
        """A text that looks at the memory while it is being written into it."""

        def encode(self):
            seen.append(memory.read())
            return super().encode()

    seen = []
    memory.write(Status(row=2, device=Looking("two"), error=Looking("two")))
    assert seen == [before, before]
    assert memory.read() == Status(row=2, device="two", error="two")


def test_a_writer_that_died_while_writing_blocks_nobody():
    memory = shared()
    memory._block.sequence += 1
    memory.read()
    memory.write(Status(row=5))
    assert memory.read().row == 5
