"""Electronic addresses."""

import pytest


@pytest.mark.parametrize(
    ("typed", "value"),
    [(" nadia.roux@exemple.fr ", "nadia.roux@exemple.fr"), ("Nadia@EXEMPLE.fr", "Nadia@exemple.fr"),
     ("n+mairie@exemple.co.uk", "n+mairie@exemple.co.uk"), ("nadia@mairie-évry.fr", "nadia@mairie-évry.fr"),
     ("o'neill@exemple.fr", "o'neill@exemple.fr")],
)  # fmt: skip
def test_an_address_keeps_its_spelling_but_for_the_domain(judge, typed, value):
    assert judge("email", typed) == value


@pytest.mark.parametrize(
    "typed",
    ["@exemple.fr", "nadia@exemple,fr", "nadia roux@exemple.fr",
     "nadia,roux@exemple.fr", "nadia@@exemple.fr", "nadia@exemple.fr.", "<nadia@exemple.fr>", "hélène@exemple.fr",
     "nadia@[127.0.0.1]", "n" * 300 + "@exemple.fr"],
)  # fmt: skip
def test_common_slips_are_refused(judge, typed):
    assert judge("email", typed) == "!not-an-email"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("nadia", "email-no-at"), ("06 12 34 56 78", "email-no-at"), ("nadia@", "email-no-end"),
     ("nadia@exemple", "email-no-end"), ("nadia@localhost", "email-no-end"), ("nadia@exemple.", "email-no-end")],
)  # fmt: skip
def test_what_is_missing_is_named(judge, typed, fault):
    assert judge("email", typed) == f"!{fault}"


def test_the_page_leaves_judging_to_the_server(render):
    box = render("email", "Nadia", fault="not-an-email").one("input")
    assert (box["type"], box["inputmode"], box["autocapitalize"], box["spellcheck"]) == (
        "text",
        "email",
        "none",
        "false",
    )
