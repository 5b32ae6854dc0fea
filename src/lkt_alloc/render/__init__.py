"""One module for each format: `render(what is shown, words)`. They do not know each other, the disk, or whether there is a terminal."""
