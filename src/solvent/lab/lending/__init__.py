"""Cases about loans: a pool, its accounts, a path of prices, and strangers who act where it pays.

case          what a case says, read strictly; feeds, markets, variants, bidders: its tables
play          one way to play it, through the runtime, into a journal; and all ways beside each other
entry         loans that stand already, as they are read in
proposals     what somebody decides, first played on a copy of the book where that is asked
moving        markets that strangers move; outlet: one of them in units of a pool
work          strangers at work; strangers, sizing: what each could do by the protocol, and in which size
bidders       who bids at auctions of vaults; sales: what came of them
missing       what is short, and what has nothing behind it
result        what came of it; figures: what a criterion may ask for; lines: in sentences
"""
