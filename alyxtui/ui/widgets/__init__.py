"""Widgets: each shows one thing and says by messages what the user did."""
