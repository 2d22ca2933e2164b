"""This process as the system and the network see it: what of its memory others can read, which lines it waits for."""
