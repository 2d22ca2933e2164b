"""What is passed on to other systems: the destinations, an outbox for each, and its delivery, in order per case."""
