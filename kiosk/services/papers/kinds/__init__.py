"""The kinds of paper; a new one is one module here, or in that of its subject, and one word in this tuple."""

from kiosk.services.papers.kinds import (
    activity_report,
    case_receipt,
    handouts,
    hub_update,
    mandate_print_jobs,
    numbers_to_tell,
    supplement_papers,
    test_page,
)
from kiosk.services.papers.paper import Paper

PAPERS: tuple[Paper, ...] = (
    case_receipt.RECEIPT,
    case_receipt.ANSWERS,
    case_receipt.ATTESTATION,
    supplement_papers.SUPPLEMENT,
    supplement_papers.CORRECTION,
    supplement_papers.WITHDRAWAL,
    supplement_papers.REQUEST,
    supplement_papers.NEW_CODE,
    hub_update.UPDATE,
    hub_update.GIVEN,
    mandate_print_jobs.PERSONS_COPY,
    mandate_print_jobs.TOWN_HALLS_COPY,
    mandate_print_jobs.USES,
    mandate_print_jobs.REVOCATION,
    handouts.CHECKLIST,
    handouts.REACHING,
    numbers_to_tell.PAPER,
    handouts.WHERE_TO_GO,
    handouts.RESUME,
    test_page.PAPER,
    activity_report.PAPER,
)
