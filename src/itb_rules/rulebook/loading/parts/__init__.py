"""The parts of a definition, each made from its section of the files."""
