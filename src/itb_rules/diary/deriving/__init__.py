"""From entries to facts, one module for each part of an assessment."""
