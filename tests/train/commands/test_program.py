import sys

import pytest

from train.__main__ import main
from train.commands import program


@pytest.mark.parametrize(
    ("started", "told"),
    [
        ("/site-packages/train/__main__.py", "python -m train"),
        ("/bin/nes-composer-train", "nes-composer-train"),
        ("nes-composer-train.exe", "nes-composer-train"),
    ],
)
def test_usage_is_told_by_the_name_that_it_was_started_by(monkeypatch, capsys, started, told):
    monkeypatch.setattr(sys, "argv", [started])
    assert program() == told
    with pytest.raises(SystemExit):
        main(["--help"])
    assert capsys.readouterr().out.startswith(f"usage: {told} ")
