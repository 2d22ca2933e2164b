"""Mandates: their days in clear, everything about a person locked."""
