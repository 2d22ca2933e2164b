"""What the parts of the description are made of."""

import pytest

from hub.api.openapi_parts import answer, errors, json_of


def test_each_status_has_its_meaning_and_its_shape() -> None:
    described = errors(400, 411)
    assert list(described) == ["400", "411"]
    assert described["411"] == answer("The length of the body is not said.", "Error")
    assert described["400"]["content"] == json_of("Error")
    with pytest.raises(KeyError):
        errors(418)
