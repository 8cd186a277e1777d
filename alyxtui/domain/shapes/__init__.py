"""Summaries of the shapes that records of Alyx are known to have."""
