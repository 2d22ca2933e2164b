"""The screens of papers, printers and print jobs."""
