"""Message templates: those that ship, the text that each service keeps, what a case fills in, advice about words."""
