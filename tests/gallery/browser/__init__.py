"""A real browser (Chromium): driving it by touch, and checking what it shows."""
