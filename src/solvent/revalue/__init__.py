"""Everyone's surplus at these prices: one kernel over rows, whatever a row stands for."""
