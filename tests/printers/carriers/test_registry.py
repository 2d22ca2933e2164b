"""Every carrier can be set up in the settings file."""

from printers.carriers import CARRIERS
from printers.renderers import RENDERERS


def test_every_carrier_is_made_from_text_and_takes_what_a_renderer_gives() -> None:
    for carrier in CARRIERS:
        made = carrier(**{setting.name: setting.default for setting in carrier.settings})
        assert made.media_type in {renderer.media_type for renderer in RENDERERS}
