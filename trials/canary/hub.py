"""The service's side of the run: it writes and joins words that name the person, which must lie nowhere in clear."""

from msgspec.structs import replace

from hub import message_templates, work
from hub.cases.cases import read_case
from hub.decisions import decisions
from hub.decisions.decisions import Asking, DraftDecision, decide_case, read_document
from hub.hub import Hub
from hub.opening import open_hub
from hub.people.people import Staff, list_staff
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.replies.author import Author
from tests.gallery.site.central import in_a_month
from tests.gallery.site.telephone import Telephone
from trials.canary.someone import SERVICE, Someone

_AUTHOR = Author("Claire", "Martin", "Adjointe au maire")


def answered_with(settings: HubSettings, references: list[str], people: list[Someone]) -> None:
    """Ask each for two papers, one in words that name the person; the message is the person's own too, for every other
    one in the translations of a template."""
    hub = open_hub(settings, Clock())
    claire = _claire(hub)
    done = decisions.change_chosen_cases(
        hub, claire, [(reference, 0) for reference in references], CaseState.IN_PROGRESS
    )
    if left := [change for change in done if change.left_out]:
        raise RuntimeError(f"not begun with the others: {left}")
    for number, (reference, who) in enumerate(zip(references, people, strict=True)):
        _note(hub, claire, reference, who)
        asks, used = Asking(("proof",), f"Attestation Zqxasked{who.mark}vk"), decisions.NONE
        words = f"Madame Zqxname{who.mark}vk, il manque une pièce."
        if number % 2 == 0:
            with hub.store.reading() as connection:
                kept = message_templates.read_service_text(connection, SERVICE)
            saved = message_templates.save_service_text(
                hub, claire, replace(kept, text=f"{kept.text}\n{_template(who)}")
            )
            with hub.store.reading() as connection:
                case, template = read_case(connection, hub.ring, reference), message_templates.templates_of(saved)[-1]
                words, used = decisions.fill_template(connection, case, template.id, in_a_month(hub), asks)
        decide_case(hub, claire, reference, DraftDecision("incomplete", words, 1, in_a_month(hub), asks, used))


def decided_with_documents(settings: HubSettings, references: list[str], people: list[Someone]) -> None:
    """Accept each with a scanned document that names the person."""
    hub = open_hub(settings, Clock())
    claire = _claire(hub)
    for reference, who in zip(references, people, strict=True):
        words, (name, data, _) = f"Madame Zqxname{who.mark}vk, c’est accepté.", who.document()
        document = read_document(name, data)
        decide_case(
            hub, claire, reference, DraftDecision(CaseState.ACCEPTED, words, 2, author=_AUTHOR), document=document
        )


def sent_from_telephone(settings: HubSettings, reference: str, code: str, who: Someone) -> None:
    """Send the paper that was asked for by its name from the hub's own page."""
    app = create_hub(settings)
    try:
        telephone, (name, data, _) = Telephone(app.test_client(), reference, code), who.photo()
        if telephone.put(data, name=name) != 200 or telephone.send() != 200:
            raise RuntimeError(f"a paper from the telephone: {telephone.notes}")
    finally:
        close_hub(app)


def _claire(hub: Hub) -> Staff:
    return next(person for person in list_staff(hub.store) if person.login == "claire")


def _note(hub: Hub, by: Staff, reference: str, who: Someone) -> None:
    """Colleagues write of the person to each other."""
    with hub.store.writing() as connection:
        case = read_case(connection, hub.ring, reference)
        work.insert_case_note(hub, connection, case.id, case.lock, by.id, f"Madame Zqxnote{who.mark}vk viendra jeudi.")


def _template(who: Someone) -> str:
    french, english = (f"Zqxsaid{who.mark}vk {word} : {{pièces demandées}}" for word in ("Il manque", "Missing"))
    return f"# {who.mark}\n{french}\n## en\n{english}"
