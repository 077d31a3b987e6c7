"""kehoach: scanned Vietnamese administrative plans in, a database that can be trusted out."""

__version__ = "0.1.0"
