"""The pages of the work on cases: who has one, notes, absences, several cases at once."""
