"""One measured figure with its goal, written as a table and as `build/bench.json`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

GOALS = {
    "step_page_ms_p50": 6.0,
    "step_page_ratio": 3.0,
    "step_page_8_clients_ms_p99": 60.0,
    "next_page_ms_p50": 6.0,
    "journey_requests": 14,
    "desk_worklist_ms_p99": 40.0,
    "hub_list_sqlite_ms_p99": 100.0,
    "hub_case_sqlite_ms_p99": 100.0,
    "hub_list_postgresql_ms_p99": 100.0,
    "hub_case_postgresql_ms_p99": 100.0,
    "search_ms_p50": 6.0,
    "search_ms_p99": 15.0,
    "submit_ms_p50": 5.0,
    "submit_ratio": 20.0,
    "receipt_pdf_ms_p50": 20.0,
    "receipt_escpos_ms_p50": 10.0,
    "start_to_first_page_s": 1.2,
    "resident_mb": 80.0,
    "first_visit_kb": 110.0,
    "first_visit_requests": 10,
    "next_page_kb": 8.0,
    "prove_us_p50": 1000.0,
    "verify_us_p50": 2000.0,
    "proof_bytes": 153,
    "proof_qr_version": 10,
    "speech_kept_ms_p95": 150.0,
    "speech_new_ms_p95": 400.0,
    "speech_piper_ms_p95": 1500.0,
    "speech_page_ratio": 1.2,
    "speech_grown_mb": 3.0,
    "size_screen_ms_p99": 40.0,
    "size_sync_ms": 50.0,
    "size_start_s": 1.5,
    "size_resident_mb": 120.0,
}
"""The greatest value allowed for each figure, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`against` is what the bare counterpart took in the same run and unit, None where there is none.

    `value` is None where this machine cannot measure it.
    """

    name: str
    value: float | None
    unit: str
    against: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.against if self.value is not None and self.against else None


def with_ratio(name: str, value: float, against: float, ratio_name: str) -> list[Figure]:
    """A time in ms with its bare counterpart, and their ratio as a figure of its own."""
    return [Figure(name, value, "ms", against), Figure(ratio_name, value / against, "times")]


def table(figures: Iterable[Figure]) -> str:
    """One line a figure: value, bare counterpart, ratio, goal, met or missed."""
    lines = [f"{'':<28}{'value':>9}  {'unit':<6}{'bare':>9}{'ratio':>8}{'goal':>8}"]
    for figure in figures:
        goal = GOALS[figure.name]
        met = "not measured" if figure.value is None else "met" if figure.value <= goal else "MISSED"
        lines.append(
            f"{figure.name:<28}{_number(figure.value):>9}  {figure.unit:<6}{_number(figure.against):>9}"
            f"{_number(figure.ratio):>8}{goal:>8g}  {met}"
        )
    return "\n".join(lines)


def write(figures: Iterable[Figure], path: Path) -> None:
    """`{name: {"value", "unit", "against", "ratio"}}`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    by_name = {
        figure.name: {"value": figure.value, "unit": figure.unit, "against": figure.against, "ratio": figure.ratio}
        for figure in figures
    }
    path.write_text(json.dumps(by_name, indent=2) + "\n", "utf-8")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
