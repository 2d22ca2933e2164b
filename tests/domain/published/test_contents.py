"""What stands in published items."""

import pytest

from kiosk.domain.published import contents
from kiosk.domain.published.contents import PublishedSetting
from kiosk.errors import Refused

SETTING = b'{"setting": "recipients", "value": ["a", "b"], "why": {"fr": "Parce que.", "ar": "\xd9\x84"}}'


def test_values_are_numbers_texts_and_lists_of_texts() -> None:
    assert contents.read(PublishedSetting, SETTING).value == ("a", "b")
    assert contents.read(PublishedSetting, SETTING.replace(b'["a", "b"]', b"7")).value == 7
    with pytest.raises(Refused):
        contents.read(PublishedSetting, SETTING.replace(b'["a", "b"]', b"1.5"))
