"""One module for each format, one function each; they do not know each other, the disk, or whether there is a terminal."""
