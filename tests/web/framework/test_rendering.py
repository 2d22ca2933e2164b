"""Templates run faster, and as before."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import nodes
from markupsafe import Markup, escape

from scripts.source import ROOT


@pytest.fixture
def render(app: Flask) -> Any:
    def rendered(source: str, **values: Any) -> str:
        with app.test_request_context("/"):
            return app.jinja_env.from_string(source).render(**values)

    return rendered


def test_a_macro_takes_what_is_given_by_place_by_name_and_by_default(render: Any) -> None:
    source = "{% macro say(a, b='2', c='3') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ say('1', c=4) }}"
    assert render(source) == "124"


def test_a_macro_is_handed_what_stands_in_its_call(render: Any) -> None:
    source = "{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}<b>{{ word }}</b>{% endcall %}"
    assert render(source, word="<i>") == "[<b>&lt;i&gt;</b>]"


def test_a_macro_called_in_a_loop_sees_the_loop(render: Any) -> None:
    source = "{% macro twice(n) %}{{ n }}{{ n }}{% endmacro %}{% for n in (1, 2) %}{{ twice(loop.index) }}{% endfor %}"
    assert render(source) == "1122"


def test_no_function_that_a_template_calls_asks_for_the_context(app: Flask) -> None:
    """Calls are compiled as Python makes them: such a function would be handed no context."""
    with app.test_request_context("/"):
        asking = {name for name, value in app.jinja_env.globals.items() if hasattr(value, "jinja_pass_arg")}
    for path in (ROOT / "templates").rglob("*.html"):
        tree = app.jinja_env.parse(path.read_text("utf-8"))
        called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        assert not called & asking, path


def test_a_call_takes_words_of_python_and_lists_of_arguments(render: Any) -> None:
    source = "{{ say('1', *more, class='c', **named) }}{% macro no() %}{% endmacro %}{{ no() }}"
    assert render(source, say=lambda *texts, **named: f"{texts} {named}", more=["2"], named={"d": 4}) == escape(
        "('1', '2') {'class': 'c', 'd': 4}"
    )


def test_what_people_typed_is_escaped_once(render: Any) -> None:
    source = (
        "{% macro quoted(text) %}« {{ text }} »{% endmacro %}{{ quoted(typed) }}{{ typed }}{{ ours }}{{ 3 }}{{ none }}"
    )
    assert render(source, typed="<b>&", ours=Markup("<br>")) == "« &lt;b&gt;&amp; »&lt;b&gt;&amp;<br>3None"


def test_jinja_still_writes_its_escape_where_ours_takes_its_place(app: Flask) -> None:
    """Where it does not any more, pages stay right and are slower."""
    program = app.jinja_env.compile("{{ typed }}", raw=True)
    assert "environment.escaped(" in program and "yield escape(" not in program


def test_an_object_that_is_markup_by_its_own_word_is_believed(render: Any) -> None:
    class Picture:
        def __html__(self) -> str:
            return "<svg/>"

    assert render("{{ picture }}", picture=Picture()) == "<svg/>"
