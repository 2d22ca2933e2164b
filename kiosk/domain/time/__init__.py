"""Days and delays: whether a clock can be believed, whole months, waits between tries. No watch is read here."""
