"""Probes, their trajectories, channels and brain regions."""
