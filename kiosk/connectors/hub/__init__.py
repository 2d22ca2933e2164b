"""The line to a hub: enrolment, one connection, what is sent and what is believed of the answers."""
