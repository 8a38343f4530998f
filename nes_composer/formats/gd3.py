"""GD3: the tag of a VGM log, twelve texts of two-byte characters (GD3 specification 1.00)."""

from __future__ import annotations

import struct

_MAGIC = b"Gd3 "
_HEADER_BYTES = 12
_MAX_BYTES = 1 << 16
_TRACK, _TRACK_ORIGINAL = 0, 1
_SYSTEM, _CONVERTER = 4, 9
_TEXTS = 11


def tag(title: str) -> bytes:
    """Return a tag; title, game, system and author stand there in English and in their own language."""
    texts = [""] * _TEXTS
    texts[_TRACK] = title.replace("\0", "")
    texts[_SYSTEM], texts[_CONVERTER] = "Nintendo Entertainment System", "nes_composer"
    content = "".join(text + "\0" for text in texts).encode("utf-16-le", "replace")
    return _MAGIC + struct.pack("<II", 0x100, len(content)) + content


def title(data: bytes, position: int) -> str:
    """Return the title in the tag at a position of a log; empty where there is none, or none that can be read."""
    if data[position : position + 4] != _MAGIC or position + _HEADER_BYTES > len(data):
        return ""
    size = min(struct.unpack_from("<I", data, position + 8)[0], _MAX_BYTES)
    content = data[position + _HEADER_BYTES : position + _HEADER_BYTES + size]
    texts = content.decode("utf-16-le", "replace").split("\0")
    return next((text for text in texts[_TRACK : _TRACK_ORIGINAL + 1] if text), "")
