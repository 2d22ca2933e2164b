"""Decisions of staff, answers to requests about personal data, and what a citizen may follow of a case."""
