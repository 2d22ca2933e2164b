"""Public pages of the hub speak the language that was chosen, else the browser's; the others speak French."""

import pytest
from flask import Flask

from hub.web import public_words


@pytest.mark.parametrize(
    ("address", "accepts", "expected"),
    [("/f?lang=ar", "en", "ar"), ("/f", "uk, fr;q=0.5", "uk"), ("/f?lang=<script>", "", "fr"), ("/f", "zh", "fr")],
)
def test_a_page_speaks_what_was_chosen_or_what_the_browser_asks_for(
    app: Flask, address: str, accepts: str, expected: str
) -> None:
    with app.test_request_context(address, headers={"Accept-Language": accepts}):
        assert public_words.of_page() == "fr"
        assert public_words.template_values()["words"].language == expected  # type: ignore[attr-defined]
        assert public_words.of_page() == expected
