"""What a service says back: the papers it asks for, and the texts that it keeps ready."""
