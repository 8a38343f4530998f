from nes_composer.ui.file_errors import sentence


def test_every_error_is_one_sentence_that_names_the_file(tmp_path):
    path = tmp_path / "x.nesproj"
    assert sentence(path, OSError(28, "No space left on device")) == f"{path}: No space left on device"
    assert sentence(path, ValueError(f"{path}: row 3 is wrong")) == f"{path}: row 3 is wrong"
    assert sentence(path, ValueError("row 3 is wrong")) == f"{path}: row 3 is wrong"
    assert sentence(path, MemoryError()) == f"{path}: MemoryError"
