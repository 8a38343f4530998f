"""GD3: the tag of a VGM log, eleven texts of two-byte characters (GD3 specification 1.00)."""

from __future__ import annotations

import struct

from nes_composer.formats.report import Tags

_MAGIC = b"Gd3 "
_HEADER_BYTES = 12
_MAX_BYTES = 1 << 16
_TEXTS = 11
_TITLE, _GAME, _SYSTEM, _AUTHOR = 0, 2, 4, 6
"""Places of texts that are in English; each is followed by the same in the language of the game."""

_CONVERTER = 9


def written(tags: Tags) -> bytes:
    """Return the tag."""
    texts = [""] * _TEXTS
    for place, text in ((_TITLE, tags.title), (_GAME, tags.game), (_AUTHOR, tags.author)):
        texts[place] = text.replace("\0", "")
    texts[_SYSTEM], texts[_CONVERTER] = "Nintendo Entertainment System", "nes_composer"
    content = "".join(text + "\0" for text in texts).encode("utf-16-le", "replace")
    return _MAGIC + struct.pack("<II", 0x100, len(content)) + content


def read(data: bytes, position: int) -> Tags:
    """Return the tag at a position of a log; empty texts where there is none, or none that can be read."""
    if data[position : position + 4] != _MAGIC or position + _HEADER_BYTES > len(data):
        return Tags()
    size = min(struct.unpack_from("<I", data, position + 8)[0], _MAX_BYTES)
    content = data[position + _HEADER_BYTES : position + _HEADER_BYTES + size]
    texts = [*content.decode("utf-16-le", "replace").split("\0"), *[""] * _TEXTS]
    return Tags(*(texts[place] or texts[place + 1] for place in (_TITLE, _AUTHOR, _GAME)))
