"""Signatures and proofs: acknowledgements and updates of a hub, receipts, lists of keys, enrolment."""
