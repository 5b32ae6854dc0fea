"""Measurements of speed and memory, beside peers: `make bench` writes docs/performance.md. Never part of the tests."""
