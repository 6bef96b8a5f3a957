"""The rules of Compound III at work.

market      a pool's cells as the rules want them, and how its base asset moves
actions     what accounts do
absorbing   the protocol takes over a loan
selling     the storefront, and what belongs to the protocol
pausing     a guardian stops what may be done
view        what a loan stands at
"""
