"""Reads and checks the requests of boxes: a batch of events, one event, an enrolment. Nothing is stored here."""
