"""The store, with real SQLite files."""
