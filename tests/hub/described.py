"""A test client that checks every answer of the API against `/api/openapi.json`."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from hub.api.openapi import description
from kiosk.domain.events.sealed import MEDIA_TYPE
from tests.gallery.site.line_client import LineClient


class DescribedClient(LineClient):
    """Raises `AssertionError` where an answer is not as described."""

    def open(self, *args: Any, **values: Any) -> TestResponse:
        response = super().open(*args, **values)
        path = response.request.path
        if path.startswith("/api/") or path == "/healthz":
            check(response, response.request.method, path)
        return response


def check(response: TestResponse, method: str, path: str) -> None:
    """Check one answer against the description; an unknown address must answer with an Error."""
    if response.mimetype == "application/octet-stream":
        assert response.status_code == 200 and path.startswith(("/api/v2/published/", "/api/v2/given/"))
        return
    assert response.mimetype == "application/json", f"{path} answered {response.mimetype}"
    said = json.loads(response.data)
    described = _operations(path).get(method.lower())
    if described is None:
        assert response.status_code in (404, 405), f"{method} {path} is not described"
        shape = {"$ref": "#/components/schemas/Error"}
    else:
        answer = described["responses"].get(str(response.status_code))
        assert answer, f"{method} {path} does not say that it answers {response.status_code}"
        [content] = answer["content"].items()
        assert content[0] in ("application/json", MEDIA_TYPE)
        shape = content[1]["schema"]
    faults = [f"{error.json_path}: {error.message}" for error in _validator(repr(shape)).iter_errors(said)]
    assert not faults, f"{method} {path} {response.status_code}: {faults}"


def _operations(path: str) -> dict[str, Any]:
    """What the description has for a path; a name in braces stands for any one part of it."""
    for named, operations in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", named), path):
            return dict(operations)
    return {}


def shape_faults(name: str, value: Any) -> list[str]:
    """Where a value differs from one of the described shapes."""
    shape = {"$ref": f"#/components/schemas/{name}"}
    return [f"{error.json_path}: {error.message}" for error in _validator(repr(shape)).iter_errors(value)]


@cache
def _validator(shape: str) -> Draft202012Validator:
    import ast

    document = {**ast.literal_eval(shape), "components": description()["components"]}
    return Draft202012Validator(document, format_checker=FormatChecker())
