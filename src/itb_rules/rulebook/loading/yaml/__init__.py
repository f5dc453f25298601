"""YAML read into nodes that know their place."""
