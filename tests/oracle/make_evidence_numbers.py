#!/usr/bin/python3
"""Makes evidence.json: a small table of features and what each view on it must give, with numpy alone.

Run: /usr/bin/python3 tests/oracle/make_evidence_numbers.py   (Python 3.11.2, numpy 1.24.2; seconds)
Eight labels of 24 training and 6 clean images, three layers of five channels. Label 2 holds 9 planted images (the last of its own) that
lie elsewhere from the second layer on. Everything is written for one image at a time, as the formulae stand in docs/methods/evidence-views.md.
"""
import json
import math
import os

import numpy as np

CLASSES, IMAGES, CLEAN, WIDTH, LAYERS, PLANTED, TARGET = 8, 24, 6, 5, 3, 9, 2
LAYOUT = [(WIDTH * i, WIDTH) for i in range(LAYERS)]
rng = np.random.default_rng(20261128)


def table():
    centres = 1.5 * rng.standard_normal((CLASSES, WIDTH * LAYERS)) + 1
    labels, clean_labels = np.repeat(np.arange(CLASSES), IMAGES), np.repeat(np.arange(CLASSES), CLEAN)
    training = centres[labels] + .5 * rng.standard_normal((len(labels), WIDTH * LAYERS))
    clean = centres[clean_labels] + .5 * rng.standard_normal((len(clean_labels), WIDTH * LAYERS))
    planted = np.where(labels == TARGET)[0][-PLANTED:]
    training[planted, WIDTH:] = -centres[TARGET, WIDTH:] + .3 * rng.standard_normal((PLANTED, WIDTH * (LAYERS - 1)))
    predicted, clean_predicted = labels.copy(), clean_labels.copy()
    predicted[[5, 100]], clean_predicted[[3, 20, 41]] = [4, 1], [6, 0, 2]
    return np.round(training, 4), labels, predicted, np.round(clean, 4), clean_labels, clean_predicted, planted


def cos(a, b):
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def robust(values):
    median = np.median(values)
    return [(v - median) / (1.4826 * np.median(np.abs(values - median))) for v in values]


# ---- activation gradients

def dispersion(rows, reference):
    near = np.array([cos(g, reference) for g in rows])
    far = rows[near.argmin()]
    return math.sqrt(np.mean([(cos(g, reference) - cos(g, far)) ** 2 for g in rows]))


def closeness(g, far, near):
    return (1 - cos(g, far)) / ((1 - cos(g, far)) + (1 - near) + 1e-12)


def histogram(values):
    return np.bincount(np.minimum((np.maximum(values, 0) * 100).astype(int), 99), minlength=100) / len(values)


def divergence(p, q):
    def towards(a, b):
        return sum(x * math.log(2 * x / (x + y)) for x, y in zip(a, b) if x > 0)
    return (towards(p, q) + towards(q, p)) / 2


def far_point(rows, reference):
    near = [cos(g, reference) for g in rows]
    far, divergences, gone = rows[int(np.argmin(near))], [], set()
    s = np.array([closeness(g, far, n) for g, n in zip(rows, near)])
    while len(divergences) < 100:
        more = {i for i in range(len(rows)) if s[i] <= s.min() + .05 * (s.max() - s.min())} - gone
        if not more:
            break
        gone |= more
        moved = rows[sorted(gone)].mean(axis=0)
        after = np.array([closeness(g, moved, n) for g, n in zip(rows, near)])
        divergences.append(divergence(histogram(s), histogram(after)))
        s = after
        if len(divergences) > 10:
            window = np.array(divergences[-11:-1])
            if divergences[-1] > window.mean() + 5 * window.std():
                break
        far = moved
    return far


def activation_gradients(training, labels, clean, clean_labels, clean_predicted):
    dispersions = []
    for start, width in LAYOUT:
        t, c = training[:, start:start + width], clean[:, start:start + width]
        references = [c[(clean_labels == k) & (clean_predicted == k)].mean(axis=0) for k in range(CLASSES)]
        dispersions.append([dispersion(t[labels == k], references[k]) for k in range(CLASSES)])
    anomalies = [robust(np.array(d)) for d in dispersions]
    layer = int(np.argmax([max(a) for a in anomalies]))
    start, width = LAYOUT[layer]
    rows = training[labels == TARGET, start:start + width]
    reference = clean[(clean_labels == TARGET) & (clean_predicted == TARGET), start:start + width].mean(axis=0)
    far = far_point(rows, reference)
    return {"dispersions": dispersions, "layer": layer, "anomalies": anomalies[layer],
            "targets": [k for k in range(CLASSES) if anomalies[layer][k] > math.e ** 2],
            "farPoint": far.tolist(), "closeness": [closeness(g, far, cos(g, reference)) for g in rows]}


# ---- layer trajectories

def rank(x, label, bank, bank_labels, share):
    distances = np.linalg.norm(bank - x, axis=1)
    own = [j for j in range(len(bank)) if bank_labels[j] == label]
    nearest = min(own, key=lambda j: distances[j])
    around = sorted(np.linalg.norm(bank[j] - bank[nearest]) for j in own if j != nearest)
    if distances[nearest] > around[math.ceil(len(around) * share - 1e-9) - 1]:
        return 1.0
    return (1 + sum(d < distances[nearest] for d in distances)) / len(bank)


def trajectories(training, labels, predicted, clean, clean_labels, clean_predicted, share):
    def vector(x, candidates, bank, bank_labels):
        return [max(rank(x[s:s + w], k, bank[:, s:s + w], bank_labels, share) for k in candidates) for s, w in LAYOUT]
    ranks = np.array([vector(x, {y, p}, clean, clean_labels) for x, y, p in zip(training, labels, predicted)])
    others = [np.arange(len(clean)) != i for i in range(len(clean))]
    clean_ranks = np.array([vector(clean[i], {clean_labels[i], clean_predicted[i]}, clean[others[i]], clean_labels[others[i]])
                            for i in range(len(clean))])
    fitted = clean_ranks[clean_labels == clean_predicted]
    mean = fitted.mean(axis=0)
    directions = np.linalg.svd(fitted - mean)[2][:2]

    def error(v):
        return float(np.sum((v - mean - (v - mean) @ directions.T @ directions) ** 2))
    return {"share": share, "ranks": ranks.tolist(), "cleanRanks": clean_ranks.tolist(),
            "scores": [error(v) for v in ranks], "cleanScores": [error(v) for v in clean_ranks]}


# ---- rivals, on the last layer

def spectral(rows, clean, rate):
    direction = np.linalg.svd(rows - rows.mean(axis=0))[2][0]
    scores = ((rows - rows.mean(axis=0)) @ direction) ** 2
    kept = np.sort(scores)[::-1][int(1.5 * rate * len(rows))]
    return {"rate": rate, "scores": (scores / kept).tolist(), "cleanScores": (((clean - rows.mean(axis=0)) @ direction) ** 2 / kept).tolist()}


def two_means(rows):
    direction = np.linalg.svd(rows - rows.mean(axis=0))[2][0]
    second = (rows - rows.mean(axis=0)) @ direction > 0
    while True:
        centres = np.array([rows[~second].mean(axis=0), rows[second].mean(axis=0)])
        after = np.linalg.norm(rows - centres[1], axis=1) < np.linalg.norm(rows - centres[0], axis=1)
        if (after == second).all():
            return centres, second
        second = after


def silhouette(rows, second):
    values = []
    for i, x in enumerate(rows):
        distances = np.linalg.norm(rows - x, axis=1)
        a = distances[second == second[i]].sum() / max((second == second[i]).sum() - 1, 1)
        b = distances[second != second[i]].mean()
        values.append((b - a) / max(a, b) if (second == second[i]).sum() > 1 else 0)
    return float(np.mean(values))


def clustering(rows, clean):
    centres, second = two_means(rows)
    smaller = int(2 * second.sum() < len(second))

    def nearness(x):
        d, e = np.linalg.norm(x - centres[1 - smaller]), np.linalg.norm(x - centres[smaller])
        return float((d - e) / (d + e))
    return {"silhouette": silhouette(rows, second), "scores": [nearness(x) for x in rows], "cleanScores": [nearness(x) for x in clean]}


def two_groups(training, labels, clean, clean_labels):
    deviations = np.concatenate([clean[clean_labels == k] - clean[clean_labels == k].mean(axis=0) for k in range(CLASSES)])
    m, d = deviations.shape
    covariance = deviations.T @ deviations / m
    covariance = m / (d + m) * covariance + d / (d + m) * np.trace(covariance) / d * np.eye(d)
    whitening = np.linalg.cholesky(np.linalg.inv(covariance))
    ratios = []
    for k in range(CLASSES):
        rows = training[labels == k] @ whitening
        centres, second = two_means(rows)
        ratios.append(float(((rows - rows.mean(axis=0)) ** 2).sum() - ((rows - centres[second.astype(int)]) ** 2).sum()))
    rows, own = training[labels == TARGET] @ whitening, clean[clean_labels == TARGET] @ whitening
    centres, _ = two_means(rows)
    suspected = int(np.argmax(np.linalg.norm(centres - own.mean(axis=0), axis=1)))

    def nats(x):
        return float(((x - centres[1 - suspected]) ** 2).sum() - ((x - centres[suspected]) ** 2).sum()) / 2
    return {"ratios": ratios, "anomalies": robust(np.array(ratios)), "scores": [nats(x) for x in rows], "cleanScores": [nats(x) for x in own]}


training, labels, predicted, clean, clean_labels, clean_predicted, planted = table()
last, last_clean = training[:, -WIDTH:], clean[:, -WIDTH:]
numbers = {
    "classes": CLASSES, "layers": LAYERS, "width": WIDTH, "target": TARGET, "planted": planted.tolist(),
    "training": training.ravel().tolist(), "labels": labels.tolist(), "predicted": predicted.tolist(),
    "clean": clean.ravel().tolist(), "cleanLabels": clean_labels.tolist(), "cleanPredicted": clean_predicted.tolist(),
    "activationGradients": activation_gradients(training, labels, clean, clean_labels, clean_predicted),
    "layerTrajectories": trajectories(training, labels, predicted, clean, clean_labels, clean_predicted, .9),
    "spectralSignatures": spectral(last[labels == TARGET], last_clean[clean_labels == TARGET], .1),
    "activationClustering": clustering(last[labels == TARGET], last_clean[clean_labels == TARGET]),
    "twoGroups": two_groups(last, labels, last_clean, clean_labels),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "evidence.json"), "w") as file:
    json.dump(numbers, file, separators=(", ", ": "))
    file.write("\n")
