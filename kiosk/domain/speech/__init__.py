"""What is spoken of a page, and how numbers, dates and references are said. No sound."""
