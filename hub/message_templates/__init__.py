"""Message templates: those that ship, those that services keep, what a case fills in, and advice about their words."""
