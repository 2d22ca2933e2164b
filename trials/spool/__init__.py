"""The spool as a state machine for hypothesis, with a simulated printer."""
