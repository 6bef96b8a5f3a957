"""Pools of vaults: Maker, Liquidations 1.2 and 2.0.

ilk        the pool as one: its terms and numbers as the rules of `lending.maker` want them, and its fee
terms      the pool and its two reserves; the breaker
seats      one vault in the book
vaults     what an owner does with it
starting   an unsafe vault, or a part of it, is sent to auction; an auction begins anew
buying     a falling auction is taken in parts
bidding    a rising one is bid for, and won
ending     what an auction raised against what it was for, and who bears what is missing
view       what a vault stands at
"""
