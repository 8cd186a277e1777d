"""Screens: what fills the terminal, or stands before it as a modal."""
