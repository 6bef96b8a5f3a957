"""Powers and logarithms of wide integers."""
