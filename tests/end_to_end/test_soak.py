"""A minute of the work that `dev.py soak` does for half an hour; asserts only what a slow machine does as well."""

import pytest
import soak
from support import jack, screen

SECONDS = 60.0


def test_a_minute_of_work_leaves_nothing_behind_and_breaks_nothing():
    for reason in (jack.reason_to_skip(), screen.reason_to_skip()):
        if reason:
            pytest.skip(reason)
    found = soak.soak(SECONDS, seed=1)
    assert set(found["actions"]) == {"slide", "edit", "scroll", "continue_on", "undo", "export"}
    assert found["left"] == []
