"""The facts about a case that travel to the hub: the body of each event, its seal, its reference."""
