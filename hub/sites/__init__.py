"""The sites registered at the hub: enrolment, last heartbeats, and the keys that verify their receipts."""
