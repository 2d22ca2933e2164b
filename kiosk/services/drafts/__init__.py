"""A case before it is submitted: begin, take up, answer, join files, set aside, resume, discard, submit."""
