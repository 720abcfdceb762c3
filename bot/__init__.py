"""Rekog: a team posts a picture in Slack and reads in the thread what is in it."""

__version__ = "0.1.0"
