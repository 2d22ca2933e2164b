"""The work on cases: by when each is due, who has it, who is away, what the service notes, and the lists of it."""
