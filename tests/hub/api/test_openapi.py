"""The description is valid, names every address and says what the code does."""

import json
import re

from flask import Flask
from openapi_spec_validator import validate

from hub.api.openapi import description
from tests.hub.described import shape_faults
from tests.hub.samples import Box


def test_the_document_is_valid_openapi_31() -> None:
    validate(description())


def test_every_route_of_the_api_is_described_and_no_other(app: Flask) -> None:
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule in ("/healthz", "/readyz", "/metrics")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, methods in description()["paths"].items() for method in methods}


def test_each_operation_is_named_after_the_function_that_answers(app: Flask) -> None:
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            endpoint, _ = app.url_map.bind("localhost").match(path, method.upper())
            assert endpoint.rpartition(".")[2] == operation["operationId"]


def test_what_a_box_sends_and_what_it_is_told_have_the_described_shapes(box: Box) -> None:
    sent = box.submitted()
    kinds = (box.supplement, box.correction, box.withdrawal)
    added = [make(sent["reference"], sent["stream"], place) for place, make in enumerate(kinds, 2)]
    batch = box.batch(sent, *added, box.prepared())
    assert shape_faults("Batch", batch) == []
    for given in box.post(batch, box.token)["answers"]:
        assert shape_faults("EventAcknowledgement", json.loads(given["statement"])) == []


def test_the_document_is_served_to_anybody(app: Flask) -> None:
    assert app.test_client().get("/api/openapi.json").json == description()
