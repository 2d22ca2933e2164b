"""Voices: which one speaks a sentence, its sound, and the sounds that are kept."""
