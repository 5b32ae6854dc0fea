"""Results as neutral blocks, records and sheets. Knows no formats."""
