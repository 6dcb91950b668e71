"""A peer's own process: `python3 serve.py ADAPTER OPTIONS FOLDER`, JSON lines in and out, as `serve.js` speaks them.

An adapter's `create(data, options)` gives an object with the members that `peer.js` describes.
"""
import base64
import importlib
import json
import math
import os
import resource
import sys
import time

import numpy as np


class Data:
    def __init__(self, folder):
        with open(os.path.join(folder, "data.json"), encoding="utf8") as file:
            about = json.load(file)
        self.n, self.d, self.K = about["n"], about["d"], about["K"]
        self.X = np.fromfile(os.path.join(folder, "X.bin"), about["type"]).reshape(self.n, self.d)
        self.y = np.fromfile(os.path.join(folder, "y.bin"), "uint16")


def encode(numbers, kind):
    return base64.b64encode(np.ascontiguousarray(numbers, kind).tobytes()).decode()


def milliseconds():
    return time.perf_counter() * 1000


def timed(run, plan):
    """Milliseconds per call, in batches, after a warm-up."""

    def batch(size):
        start = milliseconds()
        for _ in range(size):
            run()
        return (milliseconds() - start) / size

    per_call = batch(1)
    if per_call > 3 * plan["batchMs"] * plan["samples"]:
        return [per_call]
    spent = per_call
    while spent < plan["warmUpMs"]:
        per_call = batch(1)
        spent += per_call
    size = max(1, round(plan["batchMs"] / per_call))
    return [batch(size) for _ in range(plan["samples"])]


def kept(step):
    """All of the first steps, then every twentieth part more."""
    return step <= 40 or math.floor(math.log(step, 1.05)) > math.floor(math.log(step - 1, 1.05))


def fit_once(peer, variant, count, capMs, trace=None):
    file = open(trace, "wb") if trace else None
    start = milliseconds()
    paused = 0.0

    def on_step(step, parameters):
        nonlocal paused
        now = milliseconds()
        elapsed = now - start - paused
        stop = step >= count or elapsed >= capMs
        if file and (stop or kept(step)):
            file.write(np.array([step, elapsed], "float64").tobytes())
            file.write(np.ascontiguousarray(parameters(), "float64").tobytes())
        paused += milliseconds() - now
        return stop

    w, steps, ended = peer.fit(variant, count, on_step)
    ms = milliseconds() - start - paused
    if file:
        file.close()
    return ms, w, steps, ended


class Server:
    def hello(self):
        adapter = importlib.import_module(sys.argv[1])
        self.peer = peer = adapter.create(Data(sys.argv[3]), json.loads(sys.argv[2]))
        about = {"versions": peer.versions, "variants": peer.variants, "step": peer.step, "traces": peer.traces}
        return {**about, "noObjective": None}

    def check(self, w):
        point = self.peer.point(np.frombuffer(base64.b64decode(w)))
        self.evaluate_once = self.peer.evaluation(point)
        value, gradient = self.peer.read(self.evaluate_once())
        return {"value": value, "gradient": encode(gradient, "float64")}

    def evaluate(self, **plan):
        return timed(self.evaluate_once, plan)

    def fit(self, minMs, **request):
        samples = []
        while not samples or sum(samples) < minMs:
            ms, w, steps, ended = fit_once(self.peer, **request)
            samples.append(ms)
        return {"samples": samples, "steps": steps, "ended": ended, "w": encode(w, "float64")}

    def predict(self, **plan):
        return timed(self.peer.predict, plan)

    def classes(self):
        return encode(self.peer.predict(), "uint16")

    def memory(self):
        if sys.platform == "linux":  # hands the maximum of a parent on to its children; this is the process's own
            with open("/proc/self/status", encoding="utf8") as file:
                return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


server = Server()
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request.pop("id")}
    try:
        answer["result"] = getattr(server, request.pop("op"))(**request)
    except Exception as error:  # whatever a library raises is this peer's result
        answer["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
