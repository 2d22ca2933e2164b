"""Measures the proof on a receipt: the time to sign and to verify one, its size, and its QR code."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from kiosk.crypto import keys
from kiosk.domain.events.reference import mint
from kiosk.domain.proofs import receipt_proof, site_keys
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.domain.proofs.site_keys import KeyList, SiteKey
from printers import qr
from trials.bench.figure import Figure

TIMES, WARM, SITES = 500, 20, 1000
HUB = "https://demarches.saint-aubin-agglomeration.example"
"""An address of fifty letters."""


def measure() -> list[Figure]:
    """Against a list of a thousand sites; bytes and version are those of the longest receipt."""
    seed = keys.new_signing_key()
    usual = Proof(mint("SA", 1041)[0], "birth-certificate", "SA", date(2026, 11, 24), "deposited", bytes(16))
    longest = Proof(mint("SABC", 10**15 - 100)[0], "x" * 60, "SABC", date(2026, 11, 24), "deposited", bytes(16))
    others = [SiteKey(keys.verify_key(keys.new_signing_key()), "BZ", "Mairie de Bruz") for _ in range(SITES - 1)]
    at = datetime(2026, 11, 24, tzinfo=UTC)
    known = KeyList((*others, SiteKey(keys.verify_key(seed), "SA", "Mairie de Saint-Aubin")), SITES, at)
    link, worst = (
        receipt_proof.link(HUB, receipt_proof.make_proof(usual, seed)),
        receipt_proof.make_proof(longest, seed),
    )
    if not site_keys.verify_text(link, known, at).genuine:
        raise RuntimeError("a genuine receipt is refused")
    version = (len(qr.matrix(receipt_proof.link(HUB, worst))) - 17) // 4
    return [
        Figure("prove_us_p50", _microseconds(lambda: receipt_proof.make_proof(usual, seed)), "µs"),
        Figure("verify_us_p50", _microseconds(lambda: site_keys.verify_text(link, known, at)), "µs"),
        Figure("proof_bytes", len(worst), "B"),
        Figure("proof_qr_version", version, ""),
    ]


def _microseconds(gesture: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES + WARM):
        begun = time.perf_counter()
        gesture()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent[WARM:]) * 1e6


if __name__ == "__main__":
    for figure in measure():
        print(figure.name, figure.value, figure.unit)
