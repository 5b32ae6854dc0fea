"""The sheets of steps: how each amount of one payer by one key comes about, period by period, and whether it is certain."""
