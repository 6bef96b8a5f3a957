"""Aave: cross accounts of many assets, health factor, close factor, bonus, protocol fee, named deficit.

pool          what is known of a reserve, a holding and an e-mode category
versions      where v2 and v3.3 to v3.7 differ
account       values and health factor
seizure       collateral for debt: bonus, fee, and the debt that capped collateral pays
liquidation   a liquidation call of v3, whole
v2            a liquidation call of v2
accrual       how a reserve moves with time, and its rates
checks        what is asked before borrowing, before collateral leaves, and before an e-mode
frontier      where a liquidation does harm, and the largest threshold at which it does not
cure          the least that restores an account
v4            restored health and a bonus that grows as health falls
"""
