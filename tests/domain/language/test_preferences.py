"""How a person wants to be spoken to."""

import pytest
from msgspec.structs import replace

from kiosk.domain.language.preferences import Preferences


def test_a_new_citizen_is_spoken_to_in_french():
    assert Preferences() == Preferences(language="fr", plain=False)


def test_the_next_citizen_starts_anew():
    with pytest.raises(AttributeError):
        Preferences().language = "en"
    assert replace(Preferences(), language="en").language == "en" and Preferences().language == "fr"
