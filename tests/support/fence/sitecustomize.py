"""Imported by every Python process of a test that has this folder in PYTHONPATH: a network cannot be reached unseen.

What Python does is written to the file that `FENCE_LOG` names, and fails. What a library does past Python meets a
filter of the Linux kernel (seccomp(2)): a process that asks for a socket of any family but AF_UNIX is killed by
SIGSYS. The processes that it starts inherit the filter.
"""

import ctypes
import os
import platform
import struct
import sys

_SOCKET_CALLS = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
"""Number of socket(2), and AUDIT_ARCH of the machine."""
_AF_UNIX = 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06


def fence_in() -> bool:
    """Let the kernel end this process should it ask for a network; returns whether the system can."""
    if sys.platform != "linux" or platform.machine() not in _SOCKET_CALLS:
        return False
    number, architecture = _SOCKET_CALLS[platform.machine()]
    program = (
        (_LOAD_WORD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_IF_EQUAL, 0, 4, architecture),
        (_LOAD_WORD, 0, 0, 0),  # seccomp_data.nr
        (_JUMP_IF_EQUAL, 0, 2, number),
        (_LOAD_WORD, 0, 0, 16),  # the lower half of args[0], the family
        (_JUMP_IF_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL_PROCESS),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    return not (
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)
    )


def _watch(event: str, arguments: tuple) -> None:
    """Look at what Python is about to do (https://docs.python.org/3/library/audit_events.html)."""
    local = event in ("socket.connect", "socket.bind", "socket.sendto") and isinstance(arguments[1], (str, bytes))
    made = event == "socket.__new__" and arguments[1] in (_AF_UNIX, -1)
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")) and not (local or made):
        _note(f"{event} {arguments[1:]!r}")
        raise PermissionError(f"{event}: no network here")


def _note(line: str) -> None:
    with open(os.environ["FENCE_LOG"], "a", encoding="utf-8") as file:  # noqa: PTH123 - imports as little as can be
        file.write(f"{line}\n")


if "FENCE_LOG" in os.environ:
    # The program's processes are found by this line: without it, nothing would have been watched.
    _note(f"process {os.getpid()} fenced {fence_in()} {' '.join(sys.orig_argv[-3:])[:60]!r}")
    sys.addaudithook(_watch)
