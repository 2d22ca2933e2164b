"""Measures how fast a hub takes cases: many simulated sites, several workers, beside bare inserts."""
