"""What a mediator does with the lines of the list of work."""
