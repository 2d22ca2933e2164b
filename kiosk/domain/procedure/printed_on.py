"""Where a number that is asked for stands on a paper of the person's: the paper, and the place on it."""

PLACES = {
    "identity-card-number": "identity-card",
    "tax-number": "tax-notice",
    "tax-notice-reference": "tax-notice",
    "tax-income": "tax-notice",
    "social-security-number": "social-security-card",
    "residence-permit-number": "residence-permit",
    "residence-permit-end": "residence-permit",
}
"""What is looked for, and the paper it is printed on; both are drawn in static/papers.svg, and words say the same.

The identity card since 2021 has its number at the bottom of the front; the permit's place is that of the uniform format
(Regulation (EU) 2017/1954, annex); the tax notice has both references in one frame of its first page (DGFiP).
"""
