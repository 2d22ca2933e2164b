"""Finding a procedure by everyday words: stems, near words, queries. Knows no catalogue, only the words it is given."""
