"""Questions to a book of loans of Aave.

book         the loans of a file as the rules are told of them, and their prices after a gap
sweep        who may be below the line, by the kernel; the exact rule confirms
preflight    who would be liquidated by a change of the rulebook alone
cures        the least that restores a loan: repaid, added or swapped
depth        how much of an asset can be sold, and at which price
closing      strangers close what pays, until the depth is used up
projection   bad debt by gap and liquidity
frontier     where liquidation does harm, and the largest threshold that is safe
"""
