"""Which settings a running box takes from its file while the wizard asks for them."""

from dataclasses import replace
from pathlib import Path

from kiosk.services.setup.site_settings import ASKED, of_wizard
from kiosk.settings import Settings


def test_the_town_hall_is_taken_and_the_machine_stays(settings: Settings) -> None:
    written = Settings(
        data=Path("elsewhere"), site_code="RE", site_name="Rennes", port=1, host="0.0.0.0", printer="file"
    )
    taken = of_wizard(settings, written)
    assert (taken.site_code, taken.site_name, taken.site_hours) == ("RE", "Rennes", "")
    assert replace(taken, **{name: getattr(settings, name) for name in ASKED}) == settings
