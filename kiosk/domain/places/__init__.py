"""Places: communes, countries, and the site itself. No file of communes is read here."""
