"""The rules of Euler v2 at work.

vaults        a vault's cells as the rules want them, and the event that writes its interest
accounts      what an account owes, and what counts against it
terms         vaults, and what each takes for its loans
actions       what lenders and borrowers do
liquidating   a debt that passes to a liquidator with the collateral it buys
view          what a loan stands at
"""
