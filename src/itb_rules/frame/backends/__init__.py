"""The kinds of frames: how each one prepares facts, looks tables up and writes lists. What rules mean is not here."""
