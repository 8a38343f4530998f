import multiprocessing
import os
import signal
from contextlib import closing

import pytest
from support import jobs

from nes_composer.cli.workers import over_processes, uninterrupted


def test_each_job_has_its_result_and_processes_are_used_again():
    found = dict(over_processes(jobs.square, range(7), 2))
    assert {job: result[0] for job, result in found.items()} == {number: number**2 for number in range(7)}
    processes = {result[1] for result in found.values()}
    assert 1 <= len(processes) <= 2
    assert os.getpid() not in processes
    assert not multiprocessing.active_children()


def test_no_jobs_are_no_processes():
    assert list(over_processes(jobs.square, [], 2)) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_job_that_kills_its_process_is_told_and_the_others_are_done():
    found = dict(over_processes(jobs.die_of_three, range(6), 1))
    assert found == {0: 0, 1: 1, 2: 2, 3: None, 4: 4, 5: 5}
    assert not multiprocessing.active_children()


def test_who_stops_asking_leaves_no_process():
    with closing(over_processes(jobs.ends_or_not, [True, False, False], 2)) as results:
        assert next(results) == (True, "done")
        assert len(multiprocessing.active_children()) == 2
    assert not multiprocessing.active_children()


def test_an_interrupt_does_not_break_off_what_is_short():
    before = signal.getsignal(signal.SIGINT)
    with uninterrupted():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
