"""A browser that begins with an empty profile."""

from flask import Flask

from tests.gallery.site.page import Browser


def test_whatever_it_says_the_first_page_comes_next(app: Flask) -> None:
    for token in ("a" * 43, "nonsense"):
        assert Browser(app.test_client()).get(f"/arrival/{token}").path == "/"
