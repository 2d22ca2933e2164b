"""Stored mandates: days and marks in clear, personal data encrypted."""
