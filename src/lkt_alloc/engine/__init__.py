"""Budget and register become shares, exactly. Knows no files, formats or languages."""
