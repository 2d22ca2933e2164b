"""The screens of one case, from the catalogue to the receipt."""
