"""The command of the first day, and the questions that it asks in a terminal."""
