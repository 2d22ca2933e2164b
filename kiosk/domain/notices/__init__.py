"""How a person wishes to be told of news about their case: what can be offered, what they chose, how it is said on."""
