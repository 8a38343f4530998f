import numpy as np

from nes_composer.apu.jit import compiled, int_fields


@compiled
def double(unit):
    unit.value *= 2
    return unit.value


def test_compiled_code_works_on_the_record_in_place():
    units = np.zeros(2, np.dtype(int_fields("other", "value")))
    units["value"] = 3, 5
    assert double(units[1]) == 10
    assert units["value"].tolist() == [3, 10]
