"""Euler v2 (EVK): vaults that lend one asset each, and take shares of other vaults as collateral.

rates         the rate of a second by usage
vault         interest, shares and units, what lenders and borrowers do, a debt that is taken over
liquidation   who is in violation, at which discount, and what all lenders bear
"""
