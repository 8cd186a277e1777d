"""What a server says it offers: a pure model, read from its schema and completed by hints."""
