"""Ways that lead to our own pages only."""

import pytest

from kiosk.http.inner_addresses import inside


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/desk", "/desk"), ("/desk/find?reference=SA", "/desk/find?reference=SA"), ("", ""), ("desk", ""),
        ("/f/é", "/f/é"), ("//evil.example", ""), ("https://evil.example", ""), ("/\\evil.example", ""),
        ("/\t/evil.example", ""), ("javascript:alert(1)", ""), ("\n//evil.example", ""), ("/x\0", ""),
        ("/desk\\..", ""), ("///evil.example", ""), ("//[", ""), ("/[", "/["),
    ],
)  # fmt: skip
def test_a_way_back_never_leads_outside(address: str, leads_to: str) -> None:
    assert inside(address) == leads_to
