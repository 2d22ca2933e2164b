"""Pictures and films that a town hall puts in its data folder: pictograms, and clips in sign language."""
