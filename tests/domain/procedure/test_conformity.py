"""How much of the RGAA is shown to be kept."""

from kiosk.domain.procedure.conformity import Audit, Criterion, Theme


def audit(*statuses: str) -> Audit:
    criteria = tuple(Criterion(f"1.{place}", "…", status, "…") for place, status in enumerate(statuses, 1))
    return Audit("2026-11-25", (), (Theme(1, "Images", criteria),))


def test_what_applies_counts_and_what_is_not_known_counts_as_not_met() -> None:
    for statuses, per_cent, state in [
        (["met", "met", "not-applicable"], 100, "full"),
        (["met", "not-met", "not-applicable"], 50, "partial"),
        (["met", "unknown", "unknown"], 33, "none"),
        (["met"] * 199 + ["unknown"], 99, "partial"),
        (["not-applicable"], 0, "none"),
    ]:
        result = audit(*statuses)
        assert (result.per_cent, result.state) == (per_cent, state)
