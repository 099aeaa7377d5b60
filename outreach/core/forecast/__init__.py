"""What would leave when, and through whom: the planner, the gates and the pacing, looking ahead.

A virtual clock jumps from one instant at which something may happen to the next; what is
decided there is decided by the very functions the engine asks.
"""
