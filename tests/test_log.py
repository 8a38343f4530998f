import logging
import multiprocessing
import os
import sys
import threading

import pytest

from nes_composer import __version__, log, paths


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the logs; whatever is begun is ended."""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    monkeypatch.delenv(log.FOLDER_VARIABLE, raising=False)
    hooks = sys.excepthook, threading.excepthook
    yield tmp_path / "log"
    log.end()
    os.environ.pop(log.FOLDER_VARIABLE, None)
    assert (sys.excepthook, threading.excepthook) == hooks


def lines(folder, name="window"):
    log.end()
    return (folder / f"{name}.log").read_text(encoding="utf-8").splitlines()


def test_the_window_s_log_begins_with_which_program_it_is(folder):
    log.begin()
    (line,) = lines(folder)
    assert f" INFO window begins: nes_composer {__version__}, process {os.getpid()}" in line


def test_versions_are_told_and_nothing_is_imported_for_them():
    before = set(sys.modules)
    line = log.versions()
    assert line.startswith(f"nes_composer {__version__}, Python {sys.version.split()[0]} on ")
    assert ", torch " in line
    assert "torch missing" not in line
    assert "torch" not in set(sys.modules) - before


def test_without_a_window_nothing_is_written(folder):
    @log.process("sound")
    def main():
        log.LOGGER.warning("nobody reads this")
        return 5

    assert main() == 5
    assert not folder.exists()


def test_a_message_is_one_line_whatever_names_hold(folder):
    log.begin()
    log.LOGGER.error("%s: damaged", "so\nng\r\x1b[31m\u2028.mid")
    log.LOGGER.error("x" * 100_000)
    told = lines(folder)
    assert len(told) == 3
    assert told[1].endswith(r"so\nng\r\x1b[31m\u2028.mid: damaged")
    assert len(told[2]) < 3000


def test_what_nobody_catches_is_logged_on_any_thread_and_still_shown(folder, monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda *about: shown.append(about[1]))
    monkeypatch.setattr(threading, "excepthook", lambda about: shown.append(about.exc_value))
    log.begin()
    try:
        raise ZeroDivisionError("here")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=[].pop)
    thread.start()
    thread.join()
    text = "\n".join(lines(folder))
    assert text.count("CRITICAL nobody caught\n  Traceback") == 2
    assert "ZeroDivisionError: here" in text
    assert "IndexError" in text
    assert [type(error) for error in shown] == [ZeroDivisionError, IndexError]
    # The files hold nothing but whole lines of their own: what stands below is indented.
    assert all(line[:2] in ("20", "  ") for line in text.splitlines())
    monkeypatch.undo()


@log.process("sound")
def fails(how):
    if how == "raises":
        raise ZeroDivisionError("in the sound's process")
    log.LOGGER.info("it works")


@pytest.mark.parametrize(("how", "told"), [("raises", "ZeroDivisionError: in the sound's process"), ("works", "works")])
def test_a_process_of_the_window_has_a_log_of_its_own(folder, how, told):
    log.begin()
    process = multiprocessing.get_context("spawn").Process(target=fails, args=(how,))
    process.start()
    process.join()
    assert process.exitcode == (1 if how == "raises" else 0)
    told_lines = lines(folder, "sound")
    assert "INFO sound begins: nes_composer" in told_lines[0]
    assert told in told_lines[-1]
    assert len(lines(folder)) == 1


def test_files_are_turned_over_and_never_fill_the_disk(folder, monkeypatch):
    monkeypatch.setattr(log, "MOST_BYTES", 5000)
    log.begin()
    for number in range(1000):
        log.LOGGER.info("line %d of a long session", number)
    assert lines(folder)[-1].endswith("line 999 of a long session")
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == ["window.log", "window.log.1", "window.log.2"]
    assert all(path.stat().st_size <= 5000 for path in files)


def test_what_is_said_at_every_frame_is_not_written_at_every_frame(folder):
    log.begin()
    for _ in range(1000):
        log.LOGGER.error("a roll cannot be painted")
    log.LOGGER.error("something else")
    told = lines(folder)
    assert len(told) < 20
    assert told[-1].endswith("something else")


def test_a_log_that_cannot_be_written_is_done_without(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_bytes(b"a file where the folder should be")
    log.begin()
    log.LOGGER.error("nobody writes this")
    log.end()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk to write to")  # noqa: PTH110
def test_a_full_disk_is_no_business_of_the_log(folder, capsys):
    folder.mkdir()
    (folder / "window.log").symlink_to("/dev/full")
    log.begin()
    log.LOGGER.error("nobody can write this")
    log.end()
    assert capsys.readouterr().err == ""


def test_the_end_of_all_logs_is_shown_in_whole_lines(folder):
    log.begin()
    for number in range(500):
        log.LOGGER.info("line %d", number)
    log.end()
    shown = log.tail(2000).splitlines()
    assert shown[0] == "window.log:"
    assert shown[1].startswith("20")
    assert "line 499" in shown[-7]
    assert shown[-5:] == ["models.log:", "none", "", "sound.log:", "none"]
    assert len("\n".join(shown)) < 2200


def test_levels_below_are_not_written(folder):
    log.begin()
    log.LOGGER.log(logging.DEBUG, "of no interest")
    assert len(lines(folder)) == 1
