"""Alyx's Django apps under their own labels, so that query names and content types agree."""
