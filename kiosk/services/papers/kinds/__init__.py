"""The kinds of paper; a new one is one module here, and one word in this tuple."""

from kiosk.services.papers.kinds import (
    answers_to_copy,
    attestation,
    case_receipt,
    checklist,
    contact_slip,
    given_document,
    hub_update,
    mandate_print_jobs,
    new_receipt,
    numbers_to_tell,
    resume_slip,
    supplement_papers,
    test_page,
    where_to_go,
)
from kiosk.services.papers.paper import Paper

PAPERS: tuple[Paper, ...] = (
    case_receipt.PAPER,
    answers_to_copy.PAPER,
    attestation.PAPER,
    supplement_papers.SUPPLEMENT,
    supplement_papers.CORRECTION,
    supplement_papers.WITHDRAWAL,
    supplement_papers.REQUEST,
    new_receipt.PAPER,
    hub_update.PAPER,
    given_document.PAPER,
    mandate_print_jobs.PERSONS_COPY,
    mandate_print_jobs.TOWN_HALLS_COPY,
    mandate_print_jobs.USES,
    mandate_print_jobs.REVOCATION,
    checklist.PAPER,
    contact_slip.PAPER,
    numbers_to_tell.PAPER,
    where_to_go.PAPER,
    resume_slip.PAPER,
    test_page.PAPER,
)
