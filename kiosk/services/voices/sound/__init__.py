"""The sound itself: the programs that speak and encode, samples, WAV and Opus, loudness."""
