"""Whether sentences can be said: what espeak-ng makes of every sentence of every language."""
