"""Compound III (Comet): one base asset owed, many collaterals held, everything seized by the protocol at once.

balances     principal and present value, reserves, utilisation
accrual      two indices, two curves, no treasury between them
health       the sum that stops early
absorb       all collateral for all debt, at the protocol's loss or the account's gain
storefront   what was seized, sold at a discount while reserves are short
"""
