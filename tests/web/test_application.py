"""A box serves with its own requests, and its templates escape what people typed."""

from flask import Flask
from markupsafe import Markup


def test_what_people_typed_is_escaped_once(app: Flask) -> None:
    source = "{% macro quoted(text) %}« {{ text }} »{% endmacro %}{{ quoted(typed) }}{{ typed }}{{ ours }}"
    with app.test_request_context("/"):
        page = app.jinja_env.from_string(source).render(typed="<b>&", ours=Markup("<br>"))
    assert page == "« &lt;b&gt;&amp; »&lt;b&gt;&amp;<br>"
