"""Six people waiting: keys, notes and names under a finger, in a real browser."""

from playwright.sync_api import Browser, expect

from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.journeys.counter import Counter


def test_a_page_is_set_aside_with_what_is_typed_and_nobody_goes_back_to_it(
    counter: Counter, chrome: Browser
) -> None:  # fmt: skip
    nadia = counter.hand(chrome)
    nadia.open(f"{counter.address}/procedures/birth-certificate")
    nadia.press("Une question à la fois")
    nadia.answer("Étape 1 ·", chosen=("Moi-même",))
    nadia.answer("Nombre d’exemplaires", {"Nombre d’exemplaires": "1"}, chosen=("Copie intégrale",))
    nadia.answer("Étape 3 ·", {"Nom de naissance": "Benali", "Prénoms": "Marie Louise"})
    nadia.sees("Étape 4 ·")
    nadia.write("Année", "1945")
    nadia.press("Mettre de côté")
    nadia.write("Une note pour la reprise (facultatif)", "Revient jeudi avec son bail.")
    nadia.press("Mettre de côté")

    nadia.sees("Brouillon")
    nadia.page.locator("summary", has_text="Brouillons").tap()
    drafts = nadia.page.locator(".work.draft")
    assert not drafts.get_by_text("Marie Louise Benali").is_visible()
    drafts.locator(".person-name summary").tap()
    assert drafts.get_by_text("Marie Louise Benali").is_visible()
    assert not drafts.get_by_text("Revient jeudi").is_visible(), "each is covered for itself"
    drafts.locator("details.more > summary").tap()
    assert drafts.get_by_text("Revient jeudi avec son bail.").is_visible()
    nadia.page.reload()
    assert not drafts.get_by_text("Marie Louise Benali").is_visible(), "the next page covers it again"

    nadia.page.locator("summary", has_text="Brouillons").tap()
    drafts.locator(".whose a").tap()
    nadia.sees("Étape 4 ·")
    assert nadia.page.get_by_label("Année", exact=True).input_value() == "1945", "what was typed came along"
    nadia.page.keyboard.press("F8")
    nadia.sees("Bonjour Nadia")
    for _ in range(3):
        nadia.page.go_back()
        nadia.page.wait_for_load_state()
        assert "/steps/" not in nadia.page.url
        assert nadia.page.get_by_label("Nom de naissance").count() == 0
    assert nadia.strangers == []


def test_what_is_written_of_an_addition_stays_as_the_page_is_left_and_at_a_pause(counter: Counter) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(counter.town.browser))
    page, address = counter.page, f"{counter.address}/desk/references/{reference}/supplement"
    page.goto(address)
    if "/sign-in" in page.url:  # the shift of the test before is over
        for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
            page.locator(f"[name={name}]").fill(typed)
        page.locator("[name=pin]").press("Enter")
        page.wait_for_url("**/supplement")
    page.evaluate("document.querySelectorAll('#main details').forEach((each) => { each.open = true; })")
    page.locator("#message").fill("Son bail arrive jeudi.")
    page.get_by_role("link", name="Retour").click()
    page.wait_for_url(f"**/references/{reference}")
    page.goto(address)
    page.evaluate("document.querySelectorAll('#main details').forEach((each) => { each.open = true; })")
    expect(page.locator("#message")).to_have_value("Son bail arrive jeudi.")
    with page.expect_response(lambda answer: answer.status == 204):
        page.locator("#document-identity").check()
    page.goto(address)
    page.evaluate("document.querySelectorAll('#main details').forEach((each) => { each.open = true; })")
    expect(page.locator("#document-identity")).to_be_checked()
    page.get_by_role("button", name="Envoyer au service").click()
    page.wait_for_url(f"**/references/{reference}")
    page.goto(address)
    page.evaluate("document.querySelectorAll('#main details').forEach((each) => { each.open = true; })")
    expect(page.locator("#message")).to_have_value("")
