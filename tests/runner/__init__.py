"""Runs over real files into real databases."""
