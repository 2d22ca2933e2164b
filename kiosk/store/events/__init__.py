"""What travels to the hub and back: outbox, acknowledgements, updates, files, enrolment, counters."""
