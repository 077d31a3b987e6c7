"""The tests; `strategies` makes what stages hand over."""
