"""The screens of mandates."""
