"""The mediator's own screens: the day, searching, signing in, team, departures, the station, the box."""
