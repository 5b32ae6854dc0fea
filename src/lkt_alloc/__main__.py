"""`python -m lkt_alloc` is `lkt-alloc`."""

from lkt_alloc.cli import main

main()
