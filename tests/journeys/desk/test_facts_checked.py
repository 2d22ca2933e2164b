"""« Vérifier les démarches » in a real browser: what a supervisor finds first, and what a tick leaves."""

from playwright.sync_api import Browser

from tests.journeys.counter import Counter

AS_SHIPPED = ("electoral-roll", "identity-document", "birth-certificate")


def test_a_supervisor_finds_first_what_nobody_stands_for_and_each_source_once(
    counter: Counter, chrome: Browser
) -> None:
    nadia = counter.hand(chrome)
    page = nadia.page
    for procedure in AS_SHIPPED:
        nadia.open(f"{counter.address}/desk/facts/{procedure}")
        nadia.sees("Comparez chaque information avec sa source.")
        said = page.locator("#facts fieldset > .help").all_inner_texts()
        assert said[0] == "Pas encore vérifié par la mairie." and said[-1].startswith("Lu le ")
        sources = page.locator("#facts legend").all_inner_texts()
        assert len(sources) == len(set(sources)), "a source is opened once"
        for each in page.locator("#facts fieldset").first.locator("[type=checkbox]").all():
            each.tap()
        nadia.press("Je les ai vérifiés")
        nadia.sees("par Nadia Roux")
        assert page.locator("#facts fieldset").last.get_by_text("par Nadia Roux").count() == 1
    assert nadia.strangers == []
