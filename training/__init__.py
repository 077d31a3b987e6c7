"""How the restorer's model is made: `make model`, or `python -m training` on your own texts."""
