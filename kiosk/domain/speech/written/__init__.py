"""What is written, step by step made into what is said: each module finds one kind of thing."""
