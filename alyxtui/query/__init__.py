"""Queries as values: what is asked of an endpoint, and how it is written in each place."""
