"""Perpetuals and loans on one asset, in one book of liquidity: what the fall of either does to the other.

terms   what a case says of its loans, read from [loans]
side    strangers who sell what they seize into the market the venue's own forced orders walk
stage   the runs: together, each alone, and with nothing that moves
lines   what came of it, in sentences
"""
