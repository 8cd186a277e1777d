"""The demo's data: invented, believable, and the same on every machine for the same size."""
