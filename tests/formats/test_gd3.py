import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.formats import gd3
from nes_composer.formats.report import Tags

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(title=TEXT, author=TEXT, game=TEXT, before=st.binary(max_size=9))
def test_what_is_written_is_read_again(title, author, game, before):
    tags = Tags(title, author, game)
    assert gd3.read(before + gd3.written(tags), len(before)) == tags


def test_the_games_own_language_stands_in_for_english():
    texts = ["", "曲", "", "ゲーム", "", "", "Someone", "誰か", "", "", "", ""]
    content = "\0".join(texts).encode("utf-16-le")
    data = b"Gd3 " + struct.pack("<II", 0x100, len(content)) + content
    assert gd3.read(data, 0) == Tags("曲", "Someone", "ゲーム")


@pytest.mark.parametrize("data", [b"", b"Gd3 ", b"Gd4 " + bytes(40), b"Gd3 " + b"\xff" * 8, b"Gd3 " + bytes(9)])
def test_what_is_no_tag_says_nothing(data):
    assert gd3.read(data, 0) == Tags()
