"""Parts that many pages show: questions, French beside, the awaited paper, calls, what terminals add."""
