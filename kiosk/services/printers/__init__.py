"""Which printer a paper goes to; printers added, changed and discovered."""
