"""A Hypothesis state machine of sites, their lines and the hub, in one process; and ten bugs that it has to find."""
