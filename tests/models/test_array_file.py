import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from nes_composer.models import array_file
from nes_composer.models.array_file import ArrayFileError, packed, read, unpacked, write

DTYPES = {"a": np.uint8, "b": np.int8}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "some.npz"
    write(path, "latent map", {"of": "x"}, {"a": np.arange(5, dtype=np.uint8), "b": np.zeros((2, 3), np.int8)})
    return path


def test_arrays_and_what_is_known_of_them_come_back(path):
    about, arrays = read(path, "latent map", DTYPES)
    assert about["of"] == "x"
    assert arrays["a"].tolist() == [0, 1, 2, 3, 4]
    assert arrays["b"].shape == (2, 3)


def test_the_same_arrays_are_the_same_bytes(path, tmp_path):
    again = tmp_path / "again.npz"
    write(again, "latent map", *[{"of": "x"}, {"a": np.arange(5, dtype=np.uint8), "b": np.zeros((2, 3), np.int8)}])
    assert again.read_bytes() == path.read_bytes()


def test_another_kind_of_file_and_one_that_is_missing_are_refused(path, tmp_path):
    with pytest.raises(ArrayFileError, match=r"some\.npz: holds a latent map, not a novelty index"):
        read(path, "novelty index", DTYPES)
    with pytest.raises(ArrayFileError, match=r"none\.npz: No such file"):
        read(tmp_path / "none.npz", "latent map", DTYPES)


def test_arrays_of_another_type_or_none_are_refused(path):
    with pytest.raises(ArrayFileError, match="b holds int8"):
        read(path, "latent map", {"b": np.uint8})
    with pytest.raises(ArrayFileError, match="not a readable latent map"):
        read(path, "latent map", {"c": np.uint8})


def test_a_pickle_is_not_opened(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, about=np.array([{"what": "latent map"}], object))
    with pytest.raises(ArrayFileError, match="not a readable latent map"):
        read(path, "latent map", DTYPES)


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "bomb.npz"
    np.savez_compressed(path, about=np.zeros(1 << 20, np.uint8))
    monkeypatch.setattr(array_file, "MAX_BYTES", 1 << 19)
    with pytest.raises(ArrayFileError, match="unpacks to more"):
        read(path, "latent map", DTYPES)
    np.savez(path, about=np.zeros(1 << 20, np.uint8))
    with pytest.raises(ArrayFileError, match="larger than"):
        read(path, "latent map", DTYPES)


def test_what_is_larger_than_it_says_is_not_unpacked(path):
    """A zip bomb: the list of contents says 100 bytes, the stream holds half a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("about.npy", "w") as member:
        for _ in range(512):
            member.write(bytes(1 << 20))
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, entry + 24, 100)
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("about.npy").file_size == 100
    tracemalloc.start()
    with pytest.raises(ArrayFileError, match="not a readable latent map"):
        read(path, "latent map", DTYPES)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_what_can_be_unpacked_bit_by_bit_is_unpacked(path, method):
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("about.npy", bytes(1 << 20))
    with pytest.raises(ArrayFileError, match="about is packed in a way that has no bounds"):
        read(path, "latent map", DTYPES)


def test_a_header_that_asks_for_more_than_there_is_allocates_nothing(path):
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (1 << 36, 1)})
    members["a.npy"] = header.getvalue() + bytes(5)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    tracemalloc.start()
    with pytest.raises(ArrayFileError, match=r"a says that it has 68719476736 bytes and has 5"):
        read(path, "latent map", DTYPES)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


def test_damage_ends_in_a_sentence(path):
    data = path.read_bytes()
    random = np.random.default_rng(0)
    sentences = set()
    for _ in range(200):
        damaged = bytearray(data)
        for place in random.integers(0, len(data), 3):
            damaged[place] = random.integers(0, 256)
        path.write_bytes(damaged[: random.integers(1, len(data) + 1)] if random.random() < 0.2 else damaged)
        try:
            read(path, "latent map", DTYPES)
        except ArrayFileError as error:
            sentences.add(str(error))
    assert len(sentences) > 5
    assert all(each.startswith(f"{path}: ") and "\n" not in each for each in sentences)


def test_texts_come_back():
    assert unpacked(packed(("Ärger", "", "b"))) == ("Ärger", "", "b")
