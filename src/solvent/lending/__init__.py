"""Rules of collateralised lending, one package or file for each protocol, exact per version.

State in, amounts out: a rule is a function over Python integers that says what the contract would do, with the
contract's own rounding at every step. Scaled balances and indices are wide (10^27 and more), so nothing here is
compiled, and nothing is kept: a rule takes what is held and owed and returns what moves. What a contract reverts is a
`Refusal`, a value like any other.

    scales, interest, utilisation, refusal     what protocols share
    aave       v2, v3.3 to v3.7, v4
    morpho     Blue: liquidation, pre-liquidation, adaptive interest
    compound   III (Comet): health with early stop, absorb, storefront, reserves
    maker      Liquidations 2.0: bark, auction price, take, redo
    liquity    v1 and v2: stability pool, redistribution, recovery mode
    euler      v2 (EVK)
    llamma     Curve crvUSD and LlamaLend v2: bands, swaps, health
    fluid      vault T1: ticks
"""
