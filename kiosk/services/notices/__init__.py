"""How a person wishes to be told of news about their case: what is offered here, and what they chose."""
