"""How a try-out answers: key, guard, contract, state, log. The HTTP address and the console both go through it."""
