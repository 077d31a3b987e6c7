"""What every stage may know of Vietnamese and of Vietnamese administration."""
