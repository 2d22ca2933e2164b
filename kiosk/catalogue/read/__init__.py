"""From the bytes of a procedure file to located, checked values: the only YAML import."""
