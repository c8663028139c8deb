#!/usr/bin/python3
"""Makes calibration.json: exact tails that CalibrationTests must reproduce, in rational numbers of the standard library.

Run: /usr/bin/python3 tests/oracle/make_calibration_numbers.py   (Python 3.11.2; a few seconds)
Of n images held out k score above a threshold. The share of further clean images above it is Beta(a, b), a = k + 1,
b = n - k; of N of them the number above is beta-binomial:
    P(X = j) = C(N, j) a (a + 1) ... (a + j - 1)  b (b + 1) ... (b + N - j - 1) / ((a + b) ... (a + b + N - 1)).
"binomial" holds tails of the binomial distribution, to which it tends for large n.
"""
import json
import math
import os
from fractions import Fraction


def rising(x, count):
    product = Fraction(1)
    for i in range(count):
        product *= x + i
    return product


def beta_binomial_tail(n, k, count, at_least):
    a, b = k + 1, n - k
    total = sum(math.comb(count, j) * rising(a, j) * rising(b, count - j) for j in range(at_least, count + 1))
    return float(total / rising(a + b, count))


def binomial_tail(rate, count, at_least):
    return float(sum(math.comb(count, j) * rate ** j * (1 - rate) ** (count - j) for j in range(at_least, count + 1)))


CASES = [(1, 0, 1, 1), (9, 0, 1, 1), (20, 1, 10, 3), (Fraction(77, 8), Fraction(3, 8), 40, 2), (258, Fraction(5, 8), 400, 12),
         (258, Fraction(5, 8), 400, 80), (50, 49, 30, 30), (100, 0, 300, 300)]
BINOMIAL = [(Fraction(1, 100), 200, 5), (Fraction(1, 100), 200, 12), (Fraction(1, 200), 500, 1)]
numbers = {
    "betaBinomial": [{"images": float(n), "above": float(k), "count": count, "atLeast": f,
                      "chance": beta_binomial_tail(Fraction(n), Fraction(k), count, f)} for n, k, count, f in CASES],
    "binomial": [{"rate": float(rate), "count": count, "atLeast": f, "chance": binomial_tail(rate, count, f)}
                 for rate, count, f in BINOMIAL],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "calibration.json"), "w") as file:
    json.dump(numbers, file, indent=2)
    file.write("\n")
