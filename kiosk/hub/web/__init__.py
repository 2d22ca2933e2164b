"""The hub's pages as HTTP: visitors, forms, errors, filters."""
