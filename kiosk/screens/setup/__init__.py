"""The wizard of the first start: its code, the town hall, the first mediator and the recovery sheet."""
