"""One case and its answers: reading, judging, the journey through the questions, groups, files, carry-over."""
