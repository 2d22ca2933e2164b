"""This process as the system and the network see it: its memory, its log, which lines it waits for."""
