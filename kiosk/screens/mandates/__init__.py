"""Screens of mandates: a citizen allows a mediator to act for them."""
