"""Files below everything: written whole, and tables of text read strictly."""
