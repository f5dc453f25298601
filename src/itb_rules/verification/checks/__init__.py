"""What is asked about every rulebook, one module for each kind of question."""
