"""What the scripts of Tools/load share. Python's standard library only."""
