"""The files of a data set, one after the other, from a folder or straight from a compressed archive.

Nothing is unpacked: a member is read into memory and named, so no name in an archive can reach a file.
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self, cast

from nes_composer.formats.report import FormatError

MAX_FILE_BYTES = 64 << 20
MAX_TOTAL_BYTES = 16 << 30
_MOST_HEADER_BYTES = 1 << 20
"""Of a long name or other remarks on a member, which are read before anybody sees the member."""

_REMARKS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
ARCHIVES = (".tar.gz", ".tar.xz")
_MOST_DICTIONARY_BYTES = 192 << 20
"""That an archive makes its reader keep; ``xz -9`` asks for 64 MiB, the format allows 4 GiB."""
_XZ_BLOCK = 1 << 16


def files(source: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file whose name ends in one of `suffixes`.

    Parameters
    ----------
    source
        A folder, searched with all folders below it in the order of names, or a ``.tar.gz`` or ``.tar.xz``,
        read in its own order.
    suffixes
        Wanted ends of names, such as ``(".exprsco.pkl",)``.

    Yields
    ------
    str, bytes
        The path inside `source` with forward slashes, and the content.

    Raises
    ------
    FormatError
        `source` is of another kind or damaged, or a file in it is too large.
    OSError
        `source` cannot be read.
    """
    if source.is_dir():
        yield from _folder_files(source, suffixes)
        return
    if not source.name.endswith(ARCHIVES):
        raise FormatError(f"{source}: not a folder and not an archive that can be read ({', '.join(ARCHIVES)})")
    with source.open("rb") as compressed:
        try:
            with _decompressed(source, compressed) as stream:
                yield from _members(source, stream, suffixes)
        except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise FormatError(f"{source}: the archive is damaged: {error}") from error


def _decompressed(source: Path, compressed: IO[bytes]) -> IO[bytes]:
    if source.name.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(compressed))
    return io.BufferedReader(_Xz(compressed), _XZ_BLOCK)


class _Xz(io.RawIOBase):
    """What an ``.xz`` holds, within a bound of memory: :func:`lzma.open` takes as much as the file says."""

    def __init__(self, compressed: IO[bytes]) -> None:
        self._compressed = compressed
        self._stream = _xz_stream()

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; return the bytes that were put there, 0 at the end.

        Raises
        ------
        lzma.LZMAError
            The file is damaged, or needs more memory.
        EOFError
            It is cut off.
        """
        found = b""
        while not found:
            more = b""
            if self._stream.eof:  # another stream may follow, and zeros between them
                more = (self._stream.unused_data or self._compressed.read(_XZ_BLOCK)).lstrip(b"\0")
                if not more:
                    return 0
                self._stream = _xz_stream()
            elif self._stream.needs_input:
                more = self._compressed.read(_XZ_BLOCK)
                if not more:
                    raise EOFError("it ends in the middle")
            found = self._stream.decompress(more, len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _xz_stream() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_DICTIONARY_BYTES)


def _folder_files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(suffixes) and path.is_file():
            _check_size(folder, path.name, path.stat().st_size)
            yield path.relative_to(folder).as_posix(), path.read_bytes()


class _Member(tarfile.TarInfo):
    """A header whose remarks are refused when they are as long as songs: tarfile reads them whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Return the header in a block."""
        header = super().frombuf(buf, encoding, errors)
        if header.type in _REMARKS and header.size > _MOST_HEADER_BYTES:
            raise tarfile.ReadError(f"remarks of {header.size} bytes on a member")
        return header


def _members(source: Path, stream: IO[bytes], suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    total = 0
    # A stream ("r|") is read once from front to back; seeking back would decompress it all again.
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as archive:
        for member in archive:
            total += member.size
            if total > MAX_TOTAL_BYTES:
                raise FormatError(f"{source}: unpacks to more than the {MAX_TOTAL_BYTES} bytes that are read")
            if not (member.isreg() and member.name.endswith(suffixes)):
                continue
            _check_size(source, member.name, member.size)
            content = archive.extractfile(member)
            if content is not None:
                yield member.name, content.read()


def _check_size(source: Path, name: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise FormatError(f"{source}: {name} has {size} bytes, more than the {MAX_FILE_BYTES} that are read")
