"""Labs, rooms, people and notes."""
