"""Which names an application answers to."""

from kiosk.http import form_tokens


def test_this_machine_s_own_names_are_ours_with_any_port() -> None:
    for host in ["localhost", "localhost:8600", "127.0.0.1:8700", "[::1]", "[::1]:8600"]:
        assert form_tokens.is_ours(host)


def test_nothing_else_is_ours_unless_it_is_named() -> None:
    for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.20", "[fe80::1]:80", "", ":80"]:
        assert not form_tokens.is_ours(host) and not form_tokens.is_ours(host, ["", "mairie.lan"])


def test_a_name_counts_with_any_port_and_an_authority_with_its_own() -> None:
    assert form_tokens.is_ours("mairie.lan", ["mairie.lan"]) and form_tokens.is_ours("mairie.lan:8600", ["mairie.lan"])
    assert form_tokens.is_ours("central.example:1", authority="central.example:1")
    for other in ("central.example", "central.example:2", "central.example:1.evil"):
        assert not form_tokens.is_ours(other, authority="central.example:1")


def test_on_a_network_every_address_is_ours_and_no_stranger_s_name() -> None:
    for host, ours in [
        ("192.168.1.20:8600", True),
        ("192.168.1.20", True),
        ("[fe80::1]", True),
        ("[fe80::1]:8600", True),
        ("0x7f000001", False),
        ("192.168.1.20.evil.example", False),
        ("evil.example:8600", False),
    ]:
        assert form_tokens.is_ours(host, addresses=True) is ours
