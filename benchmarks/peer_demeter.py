"""Health factors by zelos-demeter 1.3.0, run by an interpreter that has it; imports nothing of ours.

    python -m venv peer && peer/bin/pip install zelos-demeter==1.3.0
    DEMETER_PYTHON=peer/bin/python make bench

stdin    one loan a line: gwei of ether supplied, scaled units of a dollar owed
stdout   nanoseconds a loan, then how many are below 1
"""

import sys
import time
from decimal import Decimal

import pandas as pd
from demeter import TokenInfo
from demeter.aave.core import AaveV3CoreLib

ETHER, DOLLAR = TokenInfo("WETH", 18), TokenInfo("USDC", 6)
RISKS = pd.DataFrame({"reserveLiquidationThreshold": [Decimal("0.825"), Decimal("0.85")]}, index=["WETH", "USDC"])
PRICES = {"WETH": Decimal(2_000), "USDC": Decimal(1)}
SUPPLY_INDEX, BORROW_INDEX = Decimal(1), Decimal("1.05")


def health(ether: Decimal, dollars: Decimal) -> Decimal:
    """A loan by the way its market values it: amounts by their index, values by their price, then the health."""
    held = {ETHER: AaveV3CoreLib.get_amount(ether, SUPPLY_INDEX) * PRICES[ETHER.name]}
    owed = {DOLLAR: AaveV3CoreLib.get_amount(dollars, BORROW_INDEX) * PRICES[DOLLAR.name]}
    found: Decimal = AaveV3CoreLib.health_factor(held, owed, RISKS)
    return found


def main() -> None:
    """Times every loan once, after a hundred that do not count."""
    loans = [(Decimal(gwei) / 10**9, Decimal(units) / 10**6) for gwei, units in (line.split() for line in sys.stdin)]
    for loan in loans[:100]:
        health(*loan)
    start = time.perf_counter()
    below = sum(health(*loan) < 1 for loan in loans)
    sys.stdout.write(f"{(time.perf_counter() - start) / len(loans) * 1e9} {below}\n")


if __name__ == "__main__":
    main()
