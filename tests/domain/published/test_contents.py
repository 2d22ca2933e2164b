"""What stands in published items."""

import pytest

from kiosk.domain.published import contents
from kiosk.domain.published.contents import Program, PublishedSetting
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

SETTING = b'{"setting": "recipients", "value": ["a", "b"], "why": {"fr": "Parce que.", "ar": "\xd9\x84"}}'


def test_values_are_numbers_texts_and_lists_of_texts() -> None:
    assert contents.read(PublishedSetting, SETTING).value == ("a", "b")
    assert contents.read(PublishedSetting, SETTING.replace(b'["a", "b"]', b"7")).value == 7
    with pytest.raises(Refused):
        contents.read(PublishedSetting, SETTING.replace(b'["a", "b"]', b"1.5"))


def test_a_reader_gets_their_language_or_french() -> None:
    read = contents.read(PublishedSetting, SETTING)
    assert (read.why_in("ar"), read.why_in("uk")) == ("ل", "Parce que.")


@pytest.mark.parametrize(
    ("release", "install", "wrong"), [("1.0", "fr", "no-release"), ("1.0.0", "en", "no-french"), ("1.0.0", "fr", "")]
)
def test_a_program_says_its_version_and_how_to_install_it(release: str, install: str, wrong: str) -> None:
    content = (
        f'{{"release": "{release}", "why": {{"fr": "a"}}, "install": {{"{install}": "b"}},'
        f' "files": [{{"name": "p", "sha256": "{"a" * 64}"}}]}}'
    ).encode()
    if not wrong:
        assert contents.read(Program, content).release == release
        return
    with pytest.raises(Refused) as refused:
        contents.read(Program, content)
    assert (refused.value.code, refused.value.details["name"]) == (Refusal.BROKEN_PUBLICATION, wrong)
