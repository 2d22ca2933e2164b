"""What people do in the run at each kind of screen: desk, terminal, tablet of the building, a browser."""
