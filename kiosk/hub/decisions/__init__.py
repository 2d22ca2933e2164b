"""What staff decide and answer: decisions, requests about personal data, what a citizen may follow."""
