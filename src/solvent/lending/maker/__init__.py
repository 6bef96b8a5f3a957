"""Maker's Liquidations 2.0: a vault is barked at, its collateral sold in a falling auction that can be taken in parts.

bark      which part of a vault goes to auction, and the limits of what is under auction
curves    how the price falls
auction   start, take, reset, the breaker
"""
