"""The store's own fixtures, one folder up."""

from tests.store.conftest import store

__all__ = ["store"]
