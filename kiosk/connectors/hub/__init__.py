"""The client of a hub: enrolment, the HTTP connection, sending events and files, verifying the answers."""
