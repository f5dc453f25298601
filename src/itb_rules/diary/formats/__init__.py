"""A diary as JSON, CSV rows and data frames."""
