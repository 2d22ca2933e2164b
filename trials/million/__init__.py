"""A hub with very many cases: filled by rows as intake makes them, kept between runs, its pages measured."""
