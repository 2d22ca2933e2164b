"""A faster Jinja environment: without look-ups of Jinja that took a third of the time of a step's page."""

import keyword
import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any

from flask import Flask, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_NO_QUOTES = re.compile(r"[\w-]+", re.ASCII).fullmatch


class Generator(CodeGenerator):
    """Compiles output that is safe already without escaping it again, and calls of macros and functions as such."""

    def write(self, x: str) -> None:
        """Write a piece of Python. Whatever else Jinja may write some day, pages stay right, and are only slower."""
        super().write("environment.escaped(" if x == "escape(" else x)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call as Python makes it.

        Jinja asks each callable, with nine `hasattr`, whether it wants the context, and a page makes 140 calls. So no
        function that templates call may ask for it; filters may, of which Jinja asks once, when it compiles.
        """
        self.visit(node.node, frame)
        self.write("(")
        for place in node.args:
            self._argument("", place, frame)
        if node.dyn_args is not None:
            self._argument("*", node.dyn_args, frame)
        for named in node.kwargs:
            reserved = keyword.iskeyword(named.key)
            self._argument(f"**{{{named.key!r}: " if reserved else f"{named.key}=", named.value, frame, "}" * reserved)
        if forward_caller:
            self.write("caller=caller, ")
        if node.dyn_kwargs is not None:
            self._argument("**", node.dyn_kwargs, frame)
        self.write(")")

    def _argument(self, before: str, value: nodes.Expr, frame: Frame, after: str = "") -> None:
        self.write(before)
        self.visit(value, frame)
        self.write(f"{after}, ")


class Environment(FlaskEnvironment):
    """An environment whose globals are one plain dict for each template; all must be set before the first page."""

    code_generator_class = Generator

    @staticmethod
    def escaped(value: Any) -> Markup:
        """The value escaped for a page."""
        return value if type(value) is Markup else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Set up the environment; called before anything else touches the application's templates."""
    app.jinja_env.globals["url_for"] = _Addresses().address


class _Addresses:
    """Builds the addresses that pages link to, each pattern once."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, tuple[str, ...]], str] = {}

    def address(self, endpoint: str, /, **values: Any) -> str:
        """`url_for`, cached: whole for pages without values, and as a pattern for pages with plain values."""
        if not values:
            return _fixed_address(endpoint)
        given = {name: str(value) for name, value in values.items() if value is not None and type(value) in (str, int)}
        whole = len(given) == sum(value is not None for value in values.values())
        if not whole or endpoint.startswith(".") or not all(map(_NO_QUOTES, given.values())):
            return url_for(endpoint, **values)
        names = tuple(given)
        return self._pattern(endpoint, names) % given

    def _pattern(self, endpoint: str, names: tuple[str, ...]) -> str:
        """The address with `%(name)s` where each value goes: routes and queries leave plain letters as they are."""
        key = (endpoint, names)
        if key not in self._patterns:
            marks: dict[str, Any] = {name: f"xxVALUE{place}xx" for place, name in enumerate(names)}
            address = url_for(endpoint, **marks).replace("%", "%%")
            for name, mark in marks.items():
                address = address.replace(mark, f"%({name})s")
            self._patterns[key] = address
        return self._patterns[key]


@cache
def _fixed_address(endpoint: str) -> str:
    # The box is mounted at the root of its own server, so an address without values is the same in every request.
    return url_for(endpoint)
