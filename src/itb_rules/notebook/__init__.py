"""For notebooks (extra `notebook`): what decisions, rulebooks and timelines look like there."""
