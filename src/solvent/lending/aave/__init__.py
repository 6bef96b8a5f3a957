"""Aave: cross accounts of many assets, health factor, close factor, bonus, protocol fee, named deficit.

pool          what is known of a reserve, a holding and an e-mode category
versions      where v2, v3.3, v3.5 and v3.7 round differently
account       values and health factor
seizure       collateral for debt: bonus, fee, and the debt that capped collateral pays
liquidation   a liquidation call of v3, whole
v2            a liquidation call of v2
v4            restored health and a bonus that grows as health falls
"""
