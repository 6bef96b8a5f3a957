"""The command line: what it prints, what it refuses, and the code it leaves with."""
