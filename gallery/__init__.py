"""The cast, the site and every page as people see it: what tests and trials both stand on. Imports the product only."""
