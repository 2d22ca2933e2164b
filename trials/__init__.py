"""Long or random trials, each a command: `python -m trials.<name>`. They import the product and the gallery."""
