"""A deterministic liquidation risk engine for perpetual futures and collateralised lending."""

__version__ = "0.1.0"
