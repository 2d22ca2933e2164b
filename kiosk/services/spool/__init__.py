"""Print jobs from the queue to the printer, and what became of each try."""
