"""What the OpenAPI document tells beyond the code: words, examples, bounds."""
