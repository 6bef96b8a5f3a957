"""Cases about a credit desk: its loans, a path of prices, how clients answer a call, and what buyers bid.

case       what a case says, read strictly
playing    one agreement through the runtime, from one look to the next
play       every agreement of a case, into journals and a few lines
"""
