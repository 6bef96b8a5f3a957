"""Maker: vaults, and both ways in which what is unsafe was sold.

vault     draw, wipe, the stability fee, what a vault may become
bark      2.0: which part of a vault goes to auction, and the limits of what is under auction
curves    2.0: how the price falls
auction   2.0: start, take, reset, the breaker
flip      1.2: lots, bids in two phases, who has won
"""
