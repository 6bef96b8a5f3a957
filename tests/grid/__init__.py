"""From lots and ticks to money, and back."""
