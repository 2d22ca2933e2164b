"""Paper, from a slip of words to a sheet in the hand; stands alone and never imports kiosk."""
