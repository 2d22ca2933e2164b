"""A site with many past cases: made fast and true to the product, then every screen, loop and start is measured."""
