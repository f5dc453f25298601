"""Words below everything that speaks: the phrase book, and conditions and facts put into words."""
