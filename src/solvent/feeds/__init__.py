"""Doors in: files of positions, balances and prices, read exactly and turned into commands for the engine.

book = read_book("positions.csv", balances="wallets.csv")
opening = open_book(book, policy, parse_prices("ATOM=3.2"), parse_shocks(["*=-10%"]))
opening.commands()              at the book's own prices
opening.commands(shocked=True)  at the shocked prices from the start
opening.shock()                 the step from the first to the second
"""

from solvent.feeds.books import assemble, read_book
from solvent.feeds.grid import Grid, choose
from solvent.feeds.opening import Market, Opening, commands_for, open_book
from solvent.feeds.prices import Prices, Shocks, parse_prices, parse_shocks, read_prices
from solvent.feeds.records import Balance, BookFile, Money, Position

__all__ = [
    "Balance",
    "BookFile",
    "Grid",
    "Market",
    "Money",
    "Opening",
    "Position",
    "Prices",
    "Shocks",
    "assemble",
    "choose",
    "commands_for",
    "open_book",
    "parse_prices",
    "parse_shocks",
    "read_book",
    "read_prices",
]
