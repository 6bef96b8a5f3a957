"""What happened, and its bytes."""
