"""A box serves with its own requests and templates, and no view of it is asynchronous."""

from inspect import iscoroutinefunction, unwrap

from flask import Flask

from kiosk.web.framework.rendering import Environment
from kiosk.web.framework.uploads import Request


def test_its_requests_and_its_templates_are_the_box_s_own(app: Flask) -> None:
    assert isinstance(app.jinja_env, Environment)
    with app.test_request_context("/"):
        assert app.request_class is Request


def test_nothing_that_answers_a_request_is_asynchronous(app: Flask) -> None:
    around = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    answering = [function for scopes in around for group in scopes.values() for function in group]
    answering += app.view_functions.values()
    assert len(answering) > 50
    assert not [function for function in answering if iscoroutinefunction(unwrap(function))]
    assert all(app.ensure_sync(function) is function for function in answering)
