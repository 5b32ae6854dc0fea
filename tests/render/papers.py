"""What stands on the pages of a PDF, as poppler reads it."""

import subprocess


def words_of(raw: bytes) -> str:
    """All that is written on its pages, laid out as there; a form feed ends each."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=raw, capture_output=True, check=True)
    return read.stdout.decode()
