"""What a service says of a case beside its decisions: one that has not left yet, and the papers it asks for."""
