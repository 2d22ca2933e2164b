"""What a screen owes its reader: comfort, size of text, masked answers, idle times. No HTML."""
