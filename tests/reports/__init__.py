"""What a person reads: numbers as words, and the page."""
