"""The letter that is signed here says what the one that a box prints says."""

from io import BytesIO

from pypdf import PdfReader

from hub.cases.cases import read_case
from hub.hub import Hub
from hub.signing import letter
from hub.signing.letter import Draft
from kiosk.domain.replies.author import Author
from tests.hub.samples import Box


def test_it_has_addressee_decision_author_reasons_and_remedies(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
    draft = Draft("refused", "Vous n’habitez pas la commune.", Author("Claire", "Morel", "Adjointe au maire"))
    pdf = letter.pdf(case, draft, hub.clock.now(), "Mairie de Saint-Aubin")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for words in (
        "Awa Benali", "Copie d’un acte de naissance", "Claire Morel, Adjointe au maire", "procureur de la République",
        "Vous n’habitez pas la commune.", "02 99 00 00 00", "Signé électroniquement avec le certificat de",
    ):  # fmt: skip
        assert words in text, words
