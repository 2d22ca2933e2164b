"""The first start: what the wizard asks of a new town hall, and what is left to do once it is over."""
