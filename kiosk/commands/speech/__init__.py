"""Commands for what is heard."""
