"""The description of what a site asks for somebody who stands before it (OpenAPI 3.1): where a case is, whose it is."""

from hub.api.openapi_parts import ENCODING, Json, answer, errors, json_of


def paths() -> Json:
    """The addresses at which a site asks."""
    return {
        "/api/v2/whereabouts": {"post": _tell_whereabouts()},
        "/api/v2/named": {"post": _tell_named()},
    }


def _tell_whereabouts() -> Json:
    return {
        "operationId": "tell_whereabouts",
        "summary": "Where a case is, for whoever holds its receipt; the site shows it and keeps nothing.",
        "parameters": [ENCODING],
        "requestBody": {"required": True, "content": json_of("AskedWhereabouts")},
        "responses": {
            "200": answer("`Whereabouts` or `NoWhereabouts`, signed by the hub.", "Signed"),
            **errors(400, 401, 413, 415, 429, 500, 503),
        },
    }


def _tell_named() -> Json:
    return {
        "operationId": "tell_named",
        "summary": "The cases of a person sought by name: of the mediator's services and of this site, twenty at most.",
        "parameters": [ENCODING],
        "requestBody": {"required": True, "content": json_of("SignedQuestion")},
        "responses": {
            "200": answer("`NamedCases`, signed by the hub.", "Signed"),
            **errors(400, 401, 413, 415, 422, 429, 500, 503),
        },
    }
