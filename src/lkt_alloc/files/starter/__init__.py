"""A new collaboration: from what a person says of it to its two files, and on to another year.

Knows nothing of disks and terminals, and nothing of where populations come from.
"""
