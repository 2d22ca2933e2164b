"""What a site asks for somebody who stands before it is described: both addresses, and what comes back."""

from flask import Flask

from hub.api.openapi_told import paths


def test_both_questions_are_described_and_served(app: Flask) -> None:
    served = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert set(paths()) <= served and len(paths()) == 2
    assert all("429" in operations["post"]["responses"] for operations in paths().values())
