"""The host: nothing acknowledged is lost, nothing happens twice, and what went wrong is named."""
