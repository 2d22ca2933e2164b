"""The conversation with a receipt printer over a line, whatever the line is made of."""
