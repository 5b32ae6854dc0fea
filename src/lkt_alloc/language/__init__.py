"""What is said, before and after a language is chosen."""
