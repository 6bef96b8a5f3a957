"""Who of the winners gives up how much of his profit: policies of deleveraging in wealth space, exact.

The engine closes contracts (`liquidation/deleverage`); this room asks what that costs whom. A winner's *capacity* is
his profit: a forced close returns his principal, so that is no capacity. A *budget* is what all winners are to give up
together. Two decisions, never mixed:

    severity     how much of the deficit winners are asked for at all; it alone decides solvency
    allocation   who gives how much of it: 0 <= taken <= capacity, the sum is the budget

Numbers are integers and fractions, so every sum is exact. Where a budget is more than can be taken, all that can be is,
and the scorecard says what is short.

Source: Chitra, arXiv 2512.01112 v3; Chitra, Thogiti, Trujillo Ramirez, Xu, arXiv 2602.15182.
"""
