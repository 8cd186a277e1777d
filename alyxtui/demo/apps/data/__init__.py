"""Datasets, their files and where they are kept."""
