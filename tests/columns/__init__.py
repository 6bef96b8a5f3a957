"""Tables that grow and keep their own digest."""
