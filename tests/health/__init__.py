"""Equity against its requirement."""
