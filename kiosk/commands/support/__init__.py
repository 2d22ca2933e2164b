"""Commands for the day on which something is broken: what is sent to whoever helps."""
