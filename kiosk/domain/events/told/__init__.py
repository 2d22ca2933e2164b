"""What is told of a case to whoever holds its receipt, as a hub says it to a site."""
