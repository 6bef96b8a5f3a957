"""What a human should see: measures over book and journal, explanations, pages."""
