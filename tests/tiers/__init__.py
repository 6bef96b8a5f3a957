"""Schedules of maintenance."""
