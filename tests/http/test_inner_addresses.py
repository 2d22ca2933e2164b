"""Ways that lead to our own pages only."""

from kiosk.http.form_tokens import inside


def test_a_way_back_never_leads_outside() -> None:
    for address, leads_to in [
        ("/desk", "/desk"),
        ("/desk/find?reference=SA", "/desk/find?reference=SA"),
        ("", ""),
        ("desk", ""),
        ("/f/é", "/f/é"),
        ("//evil.example", ""),
        ("https://evil.example", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("javascript:alert(1)", ""),
        ("\n//evil.example", ""),
        ("/x\0", ""),
        ("/desk\\..", ""),
        ("///evil.example", ""),
        ("//[", ""),
        ("/[", "/["),
    ]:
        assert inside(address) == leads_to
