"""Findings, their places, and the catalogue of rules."""
