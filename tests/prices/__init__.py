"""How a price is formed, and when it is not believed."""
