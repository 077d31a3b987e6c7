"""`python -m pipeline` is the command `kehoach`."""

from pipeline.cli import main

main()
