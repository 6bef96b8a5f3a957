"""Credit desks: the judge of loans between a lender and its clients.

adopting   which desks there are, their agreements and their money
reading    names, and loans as the rules want them
prices     what collateral costs, and time
looking    calls, defaults, cross-defaults, losses and what is to be sold
actions    what clients do
selling    what a sale brings
easing     waivers and more time, by name
"""
