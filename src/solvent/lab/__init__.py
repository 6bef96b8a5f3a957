"""The laboratory: cases, tapes and books that are fed to the same engine that runs live."""
