"""What is typed and read: words, spelling, values as a form sends them. Knows no procedure."""
