"""Every carrier is in the tuple and says what it is."""

import inspect

from printers.carriers import CARRIERS
from printers.renderers import RENDERERS


def test_every_carrier_describes_itself() -> None:
    assert len({carrier.kind for carrier in CARRIERS}) == len(CARRIERS)
    for carrier in CARRIERS:
        taken = inspect.signature(carrier).parameters
        assert carrier.label
        assert {type(carrier.instant), type(carrier.gives_paper), type(carrier.only_for_tests)} == {bool}
        assert all(setting.name in taken and setting.sentence.endswith(".") for setting in carrier.settings)
        required = {name for name, parameter in taken.items() if parameter.default is inspect.Parameter.empty}
        assert required <= {setting.name for setting in carrier.settings}


def test_every_carrier_is_made_from_text_and_takes_what_a_renderer_gives() -> None:
    for carrier in CARRIERS:
        made = carrier(**{setting.name: setting.default for setting in carrier.settings})
        assert made.media_type in {renderer.media_type for renderer in RENDERERS}
        assert made.is_usable() == (made.what_is_wrong() is None)
