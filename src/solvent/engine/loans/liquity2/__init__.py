"""The rules of Liquity v2 at work; what it has in common with v1 is asked of `engine.loans.liquity`.

branch        all troves together: what they owe, what depositors earn, and the events that write it
troves        one trove with its interest and what was redistributed to it
terms         one collateral, one coin, lines and penalties
actions       what an owner does with a trove
stability     deposits, and what they earn of collateral and of interest
liquidating   troves below their line: the stability pool first, then the other borrowers
redeeming     the coin for collateral, lowest rates first; and after a shutdown
shutting      all together below the line of a shutdown
view          what a trove stands at
"""
