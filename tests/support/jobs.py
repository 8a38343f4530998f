"""Work for other processes; they find it by the name of this module."""

import os
import signal
import threading


def square(number):
    """Return the square, and which process found it."""
    return number * number, os.getpid()


def die_of_three(number):
    """Return the number, but for three."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def ends_or_not(ends):
    """Return at once, or never."""
    if not ends:
        threading.Event().wait()
    return "done"
