"""The description names every address that takes or gives files, and every name in its path."""

import re

from hub.api.openapi_files import paths


def test_every_name_in_a_path_is_described() -> None:
    for path, operations in paths().items():
        for operation in operations.values():
            named = {entry["name"] for entry in operation.get("parameters", ()) if entry["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path))
