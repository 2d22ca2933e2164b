"""Measures, as ratios within one run: pages, submit, start, search, paper, proofs, the wire."""
