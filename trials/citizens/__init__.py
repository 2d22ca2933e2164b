"""Citizens alone at a terminal in a real browser, with faults that people make."""
