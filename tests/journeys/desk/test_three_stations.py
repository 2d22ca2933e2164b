"""One person at three screens: begun at the terminal, gone on with at the desk, confirmed on the second; one visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from kiosk.domain.figures.figures import Figures, sum_counts
from kiosk.domain.figures.spans import make_month
from kiosk.services.figures import council, figures
from printers.slip import Pair
from tests.figures import keep_month
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser as Client
from tests.journeys.counter import Counter, second_screen, signed_in

ONE_EACH = {"visits": 1, "requests": 1, "calls": 1, "papers": 1, "opinions": 1}


def test_who_is_at_three_screens_is_one_visit_of_the_month(counter: Counter, chrome: Browser) -> None:
    box, watch = counter.town.box, counter.town.watch
    month = make_month(box.watch.today().day)
    keep_month(box, month.first)
    before, desk = counted(counter), signed_in(chrome, counter.address)
    with at_a_terminal(counter, chrome) as terminal, second_screen(counter, chrome, desk) as tablet:
        desk.goto(f"{counter.address}/desk")
        terminal.goto(f"{counter.address}/procedures/birth-certificate")
        terminal.locator("button[form=begin].primary").tap()
        terminal.wait_for_url("**/cases/**")
        case = terminal.url.split("/cases/")[1].split("/")[0]
        terminal.get_by_role("button", name="Appeler quelqu’un").tap()
        desk.locator("form[action*='/desk/bell/'] button").first.click()
        expect(terminal.get_by_text("Nadia Roux").first).to_be_visible()

        desk.goto(f"{counter.address}/cases/{case}")
        client = client_of(counter, desk)
        review = steps_taken.fill(client, client.get(f"/cases/{case}"))
        desk.goto(f"{counter.address}{review.path}")
        desk.get_by_role("button", name="Faire confirmer sur le second écran").click()
        tablet.get_by_role("button", name="Je confirme").tap()
        desk.wait_for_url("**/submitted*")
        tablet.locator(".faces button[value=good]").tap()
        expect(tablet.locator(".faces [aria-pressed=true]")).to_have_count(1)
        left = client_of(counter, terminal)
        left.send(left.get("/procedures").form_to("/next"))
        with desk.expect_navigation():
            desk.locator("form[action$='/next'] button").first.click()
    after = counted(counter)
    assert {name: many - before[name] for name, many in after.items()} == ONE_EACH
    desk.goto(f"{counter.address}/desk/figures")
    expect(desk.locator(".sums .sum").first).to_have_text(str(after["visits"]))
    desk.goto(f"{counter.address}/desk/report")
    expect(desk.get_by_role("group", name="Acte de naissance").first).to_be_visible()
    desk.context.close()
    watch.wait(month.after.first + timedelta(days=3) - box.watch.today().day)
    told = {
        block.label: block.value for block in council.make_council_slip(box, month).blocks if isinstance(block, Pair)
    }
    assert told["Personnes reçues"] == str(after["visits"])


def counted(counter: Counter) -> dict[str, int]:
    """What the figures of this month hold of what one person does."""
    box = counter.town.box
    month = make_month(box.watch.today().day)
    found: Figures = figures.read_figures(box, month.first, month.last)
    return {name: count if isinstance(count := getattr(found, name), int) else sum_counts(count) for name in ONE_EACH}


def client_of(counter: Counter, screen: Page) -> Client:
    """The same screen without its window: its pages, by its cookies."""
    client = counter.town.app.test_client()
    for cookie in screen.context.cookies():
        client.set_cookie(cookie["name"], cookie["value"])  # type: ignore[typeddict-item]
    return Client(client)


@contextmanager
def at_a_terminal(counter: Counter, chrome: Browser) -> Iterator[Page]:
    station = steps_taken.hand_over(Client(counter.town.app.test_client())).client.get_cookie("parvis_station")
    assert station is not None
    context = chrome.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True, locale="fr-FR")
    context.add_cookies([{"name": "parvis_station", "value": station.value, "url": counter.address}])
    yield context.new_page()
    context.close()
