"""Screens about a submitted case: following, supplement, correction, withdrawal, data rights, receipt verification."""
