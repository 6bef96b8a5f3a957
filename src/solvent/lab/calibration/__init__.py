"""Holds a population against public figures: fits what is declared free, and predicts another crash with it.

A figure is measured on one draw (`figures`), over many draws (`spread`), and met by moving one assumption (`fit`).
"""

from solvent.lab.calibration.calibrate import calibrate
from solvent.lab.calibration.crowd import Crowd, crowd_of
from solvent.lab.calibration.fit import FIT_SEEDS, fitted
from solvent.lab.calibration.spread import spread

__all__ = ["FIT_SEEDS", "Crowd", "calibrate", "crowd_of", "fitted", "spread"]
