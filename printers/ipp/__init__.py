"""The Internet Printing Protocol, as far as one paper needs it."""
