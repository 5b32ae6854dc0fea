"""What budget and municipality files must mean."""
