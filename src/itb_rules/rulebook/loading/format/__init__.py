"""What rule files may contain: shapes, sections and the JSON Schema made of them."""
