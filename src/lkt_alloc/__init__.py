"""Exact cost allocation between municipalities. Nothing is imported here: start-up time is a feature."""

__version__ = "0.1.0"
