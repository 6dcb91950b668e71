"""PyTorch: full-batch L-BFGS with strong Wolfe line search on cross_entropy, in float32 or float64.

On one thread or on all cores, whichever evaluates this data faster.
"""
import os
import time

import numpy as np
import torch


class Enough(Exception):
    """Ends a fit at its limit: the optimiser checks its own between line searches only."""


class PyTorch:
    step = "evaluation"
    traces = True
    variants = ["L-BFGS"]

    def __init__(self, data, dtype):
        self.data, self.dtype = data, getattr(torch, dtype)
        self.versions = {"PyTorch": torch.__version__}
        self.w = None
        evaluate = self.evaluation(self.point(np.zeros(data.K * (data.d + 1))))

        def least_time(threads):
            torch.set_num_threads(threads)
            times = []
            for _ in range(4):
                start = time.perf_counter()
                evaluate()
                times.append(time.perf_counter() - start)
            return min(times)

        torch.set_num_threads(min([1, os.cpu_count()], key=least_time))

    def tensors(self):
        y = torch.from_numpy(self.data.y.astype("int64"))
        return torch.from_numpy(self.data.X).to(self.dtype), y

    def objective(self, w, X, y):
        """w is K × (d + 1), intercepts last."""
        d = self.data.d
        W, b = w[:, :d], w[:, d]
        loss = torch.nn.functional.cross_entropy(torch.addmm(b, X, W.t()), y)
        return loss + (0.5 / self.data.n) * W.square().sum()

    def point(self, w):
        w = torch.tensor(w.reshape(self.data.K, -1).copy()).to(self.dtype)
        return w.requires_grad_()

    def evaluation(self, point):
        X, y = self.tensors()

        def evaluate():
            point.grad = None
            value = self.objective(point, X, y)
            value.backward()
            return value.item(), point.grad

        return evaluate

    def read(self, result):
        value, gradient = result
        return value, gradient.double().numpy().ravel()

    def fit(self, variant, count, on_step):
        X, y = self.tensors()
        w = torch.zeros(self.data.K, self.data.d + 1, dtype=self.dtype, requires_grad=True)
        limits = {"max_iter": 10**9, "max_eval": 10**9, "tolerance_grad": 0, "tolerance_change": 0}
        optimizer = torch.optim.LBFGS([w], line_search_fn="strong_wolfe", **limits)
        steps = 0

        def closure():
            nonlocal steps
            optimizer.zero_grad()
            value = self.objective(w, X, y)
            value.backward()
            steps += 1
            if on_step(steps, lambda: w.detach().double().numpy()):
                raise Enough
            return value

        ended = False
        try:
            optimizer.step(closure)
            ended = True
        except Enough:
            pass
        self.w = w.detach()
        return self.w.double().numpy(), steps, ended

    def predict(self):
        d = self.data.d
        X = torch.from_numpy(self.data.X).to(self.dtype)
        return torch.addmm(self.w[:, d], X, self.w[:, :d].t()).argmax(1).numpy()


def create(data, options):
    return PyTorch(data, options["dtype"])
