"""After a restart: is what the screens confirmed still on the screens?"""

from trials.torture.ledger import Kept, Losses
from trials.townhall.desk import Answer, Desk
from trials.townhall.person import Typed


def reference_on(page: Answer) -> str:
    """The reference that a submitted page shows, without its spaces; "" where it is no such page."""
    return page.text(".reference").replace(" ", "") if page.status == 200 else ""


def look(desk: Desk, kept: Kept, losses: Losses) -> None:
    """Compare one case with its line in the ledger, over HTTP, as a person would see it."""
    kept.touched = False
    if not kept.begun:
        return
    case = f"/cases/{kept.case_id}"
    if not kept.submitted and kept.submit_tried:
        # Nobody was told: it is submitted, or it is a draft, and both are right. From here on it is known.
        kept.submitted = desk.get(f"{case}/review").location.endswith("/submitted")
    if kept.submitted:
        _look_at_submission(desk, kept, losses)
        return
    for step in kept.confirmed:
        page = desk.get(f"{case}/steps/{step}?change=1")
        if page.status != 200:
            losses.cases.append(
                f"case {kept.case_id}: step {step} answers {page.status} to {page.location or 'nowhere'}"
            )
            return
        shown = page.typed("answer")
        if not any(_stands(typed, shown) for typed in kept.allowed(step)):
            losses.answers.append(f"case {kept.case_id}, step {step}: {kept.confirmed[step]} became {shown}")


def _look_at_submission(desk: Desk, kept: Kept, losses: Losses) -> None:
    result = reference_on(desk.get(f"/cases/{kept.case_id}/submitted"))
    if not result:
        losses.cases.append(f"case {kept.case_id}: submitted ({kept.reference}) and not shown as such")
    elif kept.reference and result != kept.reference:
        losses.references.append(f"case {kept.case_id}: {kept.reference} became {result}")
    else:
        kept.reference = result


def _stands(typed: Typed, shown: dict[str, str]) -> bool:
    return typed.items() <= shown.items()
