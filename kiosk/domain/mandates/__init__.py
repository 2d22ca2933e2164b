"""A citizen's written consent that mediators act for them, as values and as bytes."""
