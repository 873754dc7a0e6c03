"""News as feeds for readers of others: RSS 2.0, Atom and JSON Feed, all of the same entries."""
