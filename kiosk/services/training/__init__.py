"""Trainings: a second box beside the real one, in which a mediator tries everything and nothing is real."""
