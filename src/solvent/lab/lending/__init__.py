"""Cases about loans: a pool, its accounts, a path of prices, and strangers who act where it pays.

case        what a case says, read strictly
strangers   who liquidates, and who does not bother
play        through the runtime, into a journal and a few lines
"""
