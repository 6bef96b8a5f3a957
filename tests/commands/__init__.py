"""What may be asked of the engine, and nothing else."""
