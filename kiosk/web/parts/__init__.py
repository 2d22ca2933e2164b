"""Parts that many pages share: questions, French translations, the awaited paper, calls, the bar of terminals."""
