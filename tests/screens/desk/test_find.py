"""A case by its number, typed or spoken, or by whose it is."""

from kiosk.domain.events.reference import mint
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def look(desk: Browser, typed: str) -> Page:
    return desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": typed}))


def test_a_number_is_found_as_people_write_it(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    letters, counter, sign = reference[:2], reference[2:-1], reference[-1]
    for typed in (reference, reference.lower(), f"{letters} {counter} {sign}", f" {letters}-{counter}-{sign} "):
        assert look(desk, typed).path == f"/desk/references/{reference}", typed


def test_a_mistyped_sign_is_said_beside_the_number_which_is_kept(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    wrong = reference.replace("1001", "1002")
    page = look(desk, wrong)
    assert page.status == 422
    assert "Un caractère du numéro est faux." in page.main
    assert page.one("#reference").get("value") == wrong
    assert page.one("#reference").get("aria-invalid") == "true"
    assert page.one(".notice.danger a").get("href") == "#reference"


def test_nobody_of_that_name_is_said_so(desk: Browser) -> None:
    for typed in ["bonjour", "SA", "<script>alert(1)</script>", "'; DROP TABLE cases; --"]:
        page = look(desk, typed)
        assert (page.status, page.all(".notice.danger")) == (200, []), "nothing is to be corrected"
        assert "Rien trouvé Aucun dossier à ce nom." in page.main
        assert "Un dossier fait à une borne n’a plus de nom ici une fois envoyé." in page.main
        assert page.one("#reference").get("value") == typed


def test_digits_alone_are_no_number_and_it_is_said_so(desk: Browser) -> None:
    page = look(desk, "1234")
    assert page.status == 422
    assert "Un numéro de dossier commence par des lettres" in page.main


def test_an_empty_line_asks_again_without_a_reproach(desk: Browser) -> None:
    page = look(desk, "   ")
    assert page.status == 200
    assert not page.all(".notice.danger")


def test_a_number_of_another_town_hall_is_found_too(desk: Browser) -> None:
    elsewhere, _ = mint("BZ", 1000)
    page = look(desk, elsewhere)
    assert page.path == f"/desk/references/{elsewhere}"
    assert "Ce dossier ne vient pas d’ici" in page.main


def test_a_person_is_found_by_the_beginnings_of_names_or_a_birth_date(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    for typed in ["benali", "BÉNALI", "ben", "marie ben", "louise", "03/02/1965", "1965-02-03", "benali 3.2.1965"]:
        page = look(desk, typed)
        assert page.status == 200
        assert page.words("main tbody th") == ["Marie Louise Benali"]
        assert page.one("main tbody a").get("href") == f"/desk/references/{reference}"
        assert "3 février 1965" in page.main
        assert "Demander une copie d’un acte de naissance" in page.main and page.all("main tbody .state")
        assert page.path == "/desk/find", "a name never stands in an address"


def test_a_draft_is_found_too_and_leads_where_it_was_left(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    page = look(desk, "benali")
    assert desk.get(page.one("main tbody a").get("href")).path == draft.path


def test_who_does_not_match_in_every_word_is_not_shown(desk: Browser) -> None:
    steps_taken.submitted(desk)
    for typed in ["enali", "benali zoe", "04/02/1965", "benali 1965-02-04"]:
        assert not look(desk, typed).all("main tbody th")


def test_a_mediator_of_another_service_finds_nobody(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    assert "Aucun dossier à ce nom." in look(omars_desk, "benali").main
    by_number = look(omars_desk, reference)
    assert by_number.status == 422
    assert "Ce dossier appartient à un autre service." in by_number.main
    assert omars_desk.get(f"/desk/references/{reference}").status == 409


def test_a_name_of_birth_says_why_it_was_found(desk: Browser) -> None:
    given = steps_taken.IDENTITY_DOCUMENT["person"] | {"f.used_name": "Exemple"}
    page = steps_taken.fill(desk, steps_taken.begin(desk, "identity-document"), "identity-document", until="person")
    steps_taken.answer(desk, page, given)
    assert look(desk, "benali").words("main tbody th") == [
        "Marie Louise Exemple – trouvé sous le nom de naissance Benali"
    ]
    assert look(desk, "exemple").words("main tbody th") == ["Marie Louise Exemple (nom de naissance Benali)"]


def test_while_a_name_is_typed_its_cases_come_without_a_press(desk: Browser) -> None:
    """From the desk's first page to a case: the field, and the case."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = desk.get("/desk").form("find").with_values({"reference": "bena"})
    htmx = {"HX-Request": "true", "HX-Target": "div#people-found"}
    part = desk.send(form, headers=htmx)
    assert f"/desk/references/{reference}" in part.source and "<html" not in part.source
    assert "person-strip" in part.source, "one person: who they are stands above"
    short = desk.send(form.with_values({"reference": "b"}), headers=htmx)
    assert reference not in short.source
