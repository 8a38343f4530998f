"""What is fuzzed: every reader of files that come from elsewhere, with good files to start from."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from nes_composer.driver.presets import default_instruments
from nes_composer.formats import archive, recovery, registry
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, HIGHEST_TIMBRE, LOWEST, NO, TR, VOICES, Score
from nes_composer.score.song import Pattern, Song

NESMDB = Path(os.environ.get("NESMDB_DIR", Path(__file__).parents[3] / "shared" / "data"))
_NESMDB_ARCHIVES = {
    ".nesmdb.mid": "nesmdb_midi.tar.xz",
    ".exprsco.pkl": "nesmdb24_exprsco.tar.xz",
    ".seprsco.pkl": "nesmdb24_seprsco.tar.xz",
}
_LONGEST_SEED = 20_000


@dataclass(frozen=True)
class Reader:
    """A reader under test; all of it can be sent to another process.

    Parameters
    ----------
    name
        For people; also what its files' names end in, unless `suffix` says otherwise.
    read
        Reads a file; may return whatever it likes.
    errors
        What it may raise for a damaged file.
    seeds
        Good files.
    hostile
        Files that someone made on purpose; each is read once.
    wrap
        What is done to a damaged file at last, for formats whose damage is inside a wrapper.
    """

    name: str
    read: Callable[[Path], object]
    errors: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]
    hostile: tuple[bytes, ...] = ()
    wrap: Callable[[bytes], bytes] | None = None
    suffix: str = ""

    @property
    def file_name(self) -> str:
        """The name that inputs are read under."""
        return "input" + (self.suffix or self.name)


def names() -> list[str]:
    """Return the names of all readers."""
    return [*registry.READABLE, *_OTHERS]


def reader(name: str) -> Reader:
    """Return the reader of a kind of file, by its name."""
    if name in _OTHERS:
        return _OTHERS[name]()
    return _SPECIAL.get(name, lambda reader: reader)(
        Reader(name, registry.read_song, (FormatError,), (*_written(name), *_of_nesmdb(name)))
    )


def songs() -> list[Song]:
    """Return short songs that use what a song can hold."""
    tune = [Note(0, 4 * i, 3, pitch, 12, 2) for i, pitch in enumerate((72, 74, 76, 77, 79, 77, 76, 74))]
    beat = [Note(NO, 2 * i, 1, 12 if i % 4 else 5, 10, i % 2) for i in range(16)]
    notes = [
        *tune,
        *beat,
        *(Note(1, n.start, 4, n.pitch - 4, 8, 1) for n in tune),
        Note(TR, 0, 6, 48),
        Note(TR, 8, 20, 43),
    ]
    plain = draw(Score.silent(40), notes)
    edited = draw(Score.silent(70, 9.5), [Note(1, 60, 5, 60, 9, 3)])
    decoded = Pattern((0.25, -1.5, 1e-7), draw(Score.silent(64), notes))
    return [
        Song(plain, title="a tune"),
        Song(edited, (decoded, Pattern()), "two patterns", "a-model 0123", default_instruments()),
        Song(_busy_score(48), title="any note"),
        Song(Score.silent(1)),
    ]


def _busy_score(rows: int) -> Score:
    """Return rows in which everything changes all the time."""
    random = np.random.default_rng(1)
    pitch = random.integers(LOWEST, HIGHEST + 1, (rows, len(VOICES))).astype(np.uint8)
    velocity = random.integers(1, 16, pitch.shape).astype(np.uint8)
    velocity[:, TR] = 15
    return Score(pitch, pitch > 0, velocity, random.integers(0, HIGHEST_TIMBRE + 1, pitch.shape).astype(np.uint8), 15.0)


def _written(end: str) -> list[bytes]:
    """Return our own files of a kind that can be written."""
    if end not in registry.WRITABLE:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"seed{end}"
        contents = []
        for song in songs():
            registry.write_song(file, song)
            contents.append(file.read_bytes())
    return contents


def _of_nesmdb(end: str) -> list[bytes]:
    """Return a few small files of the data set, where it is."""
    if end in (".vgm", ".vgz"):
        found = [path.read_bytes() for path in sorted((NESMDB / "vgm").glob("*.vgm"))]
    elif (source := NESMDB / _NESMDB_ARCHIVES.get(end, "none")).is_file():
        found = [
            data for _, (_, data) in zip(range(20), archive.files(source, (end.removeprefix(".nesmdb"),)), strict=False)
        ]
    else:
        return []
    return [data for data in found if len(data) <= _LONGEST_SEED][:3]


def _pickles(reader: Reader) -> Reader:
    """Seeds that do not need a writer, and pickles that take more than they are worth."""
    expressive = ".exprsco" in reader.name
    score = _busy_score(48)
    frames = np.stack([score.pitch, score.velocity, score.timbre], axis=2) if expressive else score.pitch
    seeds = tuple(pickle.dumps((24.0, 48 * 1837, frames), protocol) for protocol in (3, 4))
    hostile = (
        b"(" * 1_000_000 + b".",
        b"]" * 500_000 + b"a" * 499_999 + b".",
        b"I" + b"9" * 200_000 + b"\n.",
        b"\x80\x04\x8b\xff\xff\xff\x7f\x00.",
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
        b"N" + b"2" * 30_000 + b"\x86" * 30_000 + b".",
        b"(" + b"lp0\n" + b"g0\na" * 10_000 + b".",
        b"r\xff\xff\xff\x7f.",
        b"p4294967295\n.",
    )
    return replace(reader, seeds=seeds + reader.seeds, hostile=hostile)


def _json(reader: Reader) -> Reader:
    fields = b'{"format":"nes_composer project","version":1,"title":"","score":'
    hostile = (
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        fields + b"[" * 900 + b"]" * 900 + b"}",
        fields + b'{"rows":1000000,"rows_per_second":10}}',
        fields + b'{"rows":' + b"9" * 100_000 + b"}}",
        fields + b'{"rows":1,"rows_per_second":1e400}}',
        fields + b'{"rows":1,"rows_per_second":' + b"9" * 4000 + b"}}",
        b"[" + b"[]," * 300_000 + b"[]]",
        '{"format":"nes_composer project"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"",
    )
    return replace(reader, hostile=hostile)


def _midi(reader: Reader) -> Reader:
    def file(*tracks: bytes, division: int = 22_050, count: int | None = None) -> bytes:
        head = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks) if count is None else count, division)
        return head + b"".join(struct.pack(">4sI", b"MTrk", len(track)) + track for track in tracks)

    name, end = b"\x00\xff\x03\x02p1", b"\x00\xff\x2f\x00"
    hostile = (
        file(count=0xFFFF),
        file(name + end, count=0xFFFF),
        file(*[name + end] * 20_000),
        file(name + b"\xff\xff\xff\x7f\x90\x40\x40" * 1000 + end),
        file(name + b"\x00\x90\x40\x40" * 200_000 + end),
        file(name + b"\x00\xf0\xff\xff\xff\x7f"),
        file(name + b"\x80" * 1_000_000 + b"\x00\x90\x40\x40" + end),
        file(name + b"\x00\xff\x01\xff\xff\xff\x7fx"),
        file(name + b"\x00\xff\x51\x03\x00\x00\x00" + end, division=0),
        file(name + b"\x00\xff\x51\x03\x00\x00\x00\x01\x90\x40\x40\x01\x80\x40\x40" + end, division=480),
        file(name + b"\x00\x90\x40\x40" + b"\x01\xb0\x0b\x01\x01\xb0\x0b\x0f" * 50_000 + end),
        b"MThd\xff\xff\xff\xff",
        b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x56\x22MTrk\xff\xff\xff\xff",
    )
    return replace(reader, hostile=hostile)


def _vgm(reader: Reader) -> Reader:
    seed = reader.seeds[0]
    header = bytearray(seed[:0x100])
    units = (b"\x70", b"\x61\x00\x00", b"\xb4\x00\x00", b"\x62", b"\x67\x66\xc2\x02\x00\x00\x00\x00\xc0")
    logs = [_log(bytes(header), unit * (500_000 // len(unit))) for unit in units]
    return replace(reader, hostile=tuple(logs))


def _nsf(reader: Reader) -> Reader:
    """Programs that never come back, or go where nothing is (the header: NESdev, NSF)."""

    def file(
        program: bytes, init: int = 0x8000, play: int = 0x8000, speed: int = 16_639, banks: bytes = bytes(8)
    ) -> bytes:
        head = b"NESM\x1a\x01\x01\x01" + struct.pack("<HHH", 0x8000, init, play) + bytes(96)
        return head + struct.pack("<H", speed) + banks + bytes(8) + program

    forever, back = b"\x4c\x00\x80", b"\x60"
    writes = b"\x8d\x00\x40" * 10_000
    hostile = (
        file(forever),
        file(back + forever, play=0x8001),
        file(back + b"\x02", play=0x8001),  # stops the processor
        file(back + writes + b"\x4c\x01\x80", play=0x8001),
        file(back + writes + back, play=0x8001),
        file(b"\x48\x4c\x00\x80"),  # pushes on and on
        file(b"\x20\x00\x80"),  # calls itself
        file(b"\x00"),
        file(back, init=0x0000, play=0xFFFF),
        file(back, speed=0),
        file(back, speed=1),
        file(back, banks=b"\xff" * 8),
        file(back + b"\x8d\xf8\x5f" * 100 + back, play=0x8001, banks=bytes(range(8))),
        file(b""),
        file(back + b"\xea" * 1_000_000, play=0x8001),
    )
    return replace(reader, hostile=hostile)


def _vgz(reader: Reader) -> Reader:
    plain = tuple(gzip.decompress(seed) if seed[:2] == b"\x1f\x8b" else seed for seed in reader.seeds)
    header = plain[0][:0x100]
    bombs = []
    for unit in (b"\x00", b"\x70", b"\x61\x00\x00", b"\xb4\x00\x00", b"\x62"):
        for mebibytes in (16, 63, 64, 65, 1024):
            start = bytearray(header)
            struct.pack_into("<I", start, 4, mebibytes << 20)
            bombs.append(gzip.compress(bytes(start), mtime=0) + _mebibyte(unit) * mebibytes)
    return replace(reader, seeds=plain, hostile=tuple(bombs), wrap=_gzipped)


@lru_cache(maxsize=8)
def _mebibyte(unit: bytes) -> bytes:
    """Return a megabyte of one command as a member of a gzip file, of which a file may have any number."""
    return gzip.compress(unit * ((1 << 20) // len(unit)), mtime=0)


def _log(header: bytes, commands: bytes) -> bytes:
    """Return a register log that says its own length."""
    start = bytearray(header)
    struct.pack_into("<I", start, 4, len(header) + len(commands) + 1 - 4)
    return bytes(start) + commands + b"\x66"


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def _checkpoint() -> Reader:
    """Return the reader of checkpoints; it brings torch, for which the others do not wait."""
    from support.checkpoints import save_tiny_vae

    from nes_composer.models.checkpoint import CheckpointError, load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.safetensors"
        save_tiny_vae(path)
        seed = path.read_bytes()
    (size,) = struct.unpack_from("<Q", seed)
    header = seed[8 : 8 + size]
    hostile = (
        struct.pack("<Q", 1 << 62) + header,
        struct.pack("<Q", 100_000) + b"[" * 100_000,
        seed.replace(b'\\"hidden\\": 16', b'\\"hidden\\": 16000000000'.ljust(16)),
        seed[: 8 + size],
    )
    return Reader("checkpoint", load, (CheckpointError,), (seed,), hostile, suffix=".safetensors")


def _points() -> Reader:
    """Return the reader of latent points, ``generate --z``."""
    from nes_composer.cli.composing import read_points
    from nes_composer.cli.errors import CommandError

    patterns = [{"z": [0.5, -1.25, 1e-7] * 4, "axes": {"higher": 0.5}}, {"z": [0.0] * 12}]
    seed = json.dumps({"model": "a-model", "rows_per_second": 10.0, "patterns": patterns}).encode()
    return Reader("points", read_points, (CommandError,), (seed,), (b"[" * 1_000_000, b""), suffix=".json")


def _read_arrays(path: Path) -> object:
    from nes_composer.models import array_file

    return array_file.read(path, "latent map", {"a": np.uint8, "b": np.float32})


def _arrays() -> Reader:
    """Return the reader of latent maps and novelty indices."""
    from nes_composer.models import array_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.npz"
        arrays = {"a": np.arange(100, dtype=np.uint8), "b": np.linspace(0, 1, 60, dtype=np.float32).reshape(20, 3)}
        array_file.write(path, "latent map", {"of": "a model"}, arrays)
        seed = path.read_bytes()
    return Reader("arrays", _read_arrays, (array_file.ArrayFileError,), (seed,), suffix=".npz")


def _recovery() -> Reader:
    """Return the reader of what was kept for a crash."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.nesproj"
        seeds = []
        for song, place in zip(songs(), (None, path, path, None), strict=True):
            recovery.write(path, recovery.Recovered(song, place, 1.79e9))
            seeds.append(path.read_bytes())
    return Reader("recovery", recovery.read, (FormatError,), tuple(seeds), suffix=".nesproj")


_SPECIAL = {
    ".nesproj": _json,
    ".mid": _midi,
    ".nesmdb.mid": _midi,
    ".exprsco.pkl": _pickles,
    ".seprsco.pkl": _pickles,
    ".vgm": _vgm,
    ".vgz": _vgz,
    ".nsf": _nsf,
}
_OTHERS = {"checkpoint": _checkpoint, "points": _points, "arrays": _arrays, "recovery": _recovery}
