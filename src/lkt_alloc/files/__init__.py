"""Bytes become values and findings, and values become text."""
