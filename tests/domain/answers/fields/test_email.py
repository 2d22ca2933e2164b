"""Electronic addresses."""


def test_an_address_keeps_its_spelling_but_for_the_domain(judge):
    for typed, value in [
        (" nadia.roux@exemple.fr ", "nadia.roux@exemple.fr"), ("Nadia@EXEMPLE.fr", "Nadia@exemple.fr"),
        ("n+mairie@exemple.co.uk", "n+mairie@exemple.co.uk"), ("nadia@mairie-évry.fr", "nadia@mairie-évry.fr"),
        ("o'neill@exemple.fr", "o'neill@exemple.fr"),
    ]:  # fmt: skip
        assert judge("email", typed) == value


def test_common_slips_are_refused(judge):
    for typed in [
        "@exemple.fr", "nadia@exemple,fr", "nadia roux@exemple.fr", "nadia,roux@exemple.fr", "nadia@@exemple.fr",
        "nadia@exemple.fr.", "<nadia@exemple.fr>", "hélène@exemple.fr", "nadia@[127.0.0.1]", "n" * 300 + "@exemple.fr",
    ]:  # fmt: skip
        assert judge("email", typed) == "!not-an-email"


def test_what_is_missing_is_named(judge):
    for typed, fault in [
        ("nadia", "email-no-at"), ("06 12 34 56 78", "email-no-at"), ("nadia@", "email-no-end"),
        ("nadia@exemple", "email-no-end"), ("nadia@localhost", "email-no-end"), ("nadia@exemple.", "email-no-end"),
    ]:  # fmt: skip
        assert judge("email", typed) == f"!{fault}"


def test_the_page_leaves_judging_to_the_server(render):
    box = render("email", "Nadia", fault="not-an-email").one("input")
    assert (box["type"], box["inputmode"], box["autocapitalize"], box["spellcheck"]) == (
        "text",
        "email",
        "none",
        "false",
    )
