"""scikit-learn's LogisticRegression, multinomial, with every solver that has it, in float32 or float64."""
import os
import time
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

SOLVERS = ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"]
# So small that max_iter, not tol, ends a fit, as for every peer.
TOL = 1e-12


def classifier(**options):
    """Releases from 1.5 on are multinomial without being told, and later refuse to be."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if "multi_class" in LogisticRegression().get_params():
            options["multi_class"] = "multinomial"
        return LogisticRegression(C=1, random_state=0, **options)


def is_multinomial(solver):
    try:
        X = np.array([[0.0], [1.0], [2.0], [0.5], [1.5], [2.5]])
        classifier(solver=solver, max_iter=2).fit(X, [0, 1, 2, 0, 1, 2])
    except ValueError:
        return False
    return True


class ScikitLearn:
    step = "iteration"
    traces = False

    def __init__(self, data, dtype):
        warnings.simplefilter("ignore")  # every short run warns that it has not converged
        self.data, self.dtype = data, dtype
        self.versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
        self.variants = [solver for solver in SOLVERS if is_multinomial(solver)]
        self.model = None

    def point(self, w):
        return w.reshape(self.data.K, self.data.d + 1).astype(self.dtype).ravel(order="F")

    def evaluation(self, point):
        """What its lbfgs calls, its loss on one thread or on all cores: on the faster."""
        from sklearn._loss import HalfMultinomialLoss
        from sklearn.linear_model._linear_loss import LinearModelLoss

        loss = LinearModelLoss(base_loss=HalfMultinomialLoss(n_classes=self.data.K), fit_intercept=True)
        X = self.data.X.astype(self.dtype)
        y = self.data.y.astype(self.dtype)
        weight = np.ones(self.data.n, self.dtype)

        def evaluate(n_threads):
            return loss.loss_gradient(point, X, y, weight, l2_reg_strength=1.0, n_threads=n_threads)

        def least_time(n_threads):
            times = []
            for _ in range(5):
                start = time.perf_counter()
                evaluate(n_threads)
                times.append(time.perf_counter() - start)
            return min(times)

        n_threads = min([1, os.cpu_count()], key=least_time)
        return lambda: evaluate(n_threads)

    def read(self, result):
        value, gradient = result
        scale = 1 / self.data.n  # its objective is the sum
        K = self.data.K
        return float(value) * scale, gradient.reshape(K, -1, order="F").astype("float64").ravel() * scale

    def fit(self, variant, count, on_step):
        X = self.data.X.astype(self.dtype, copy=False)
        self.model = classifier(solver=variant, max_iter=count, tol=TOL).fit(X, self.data.y)
        w = np.hstack([self.model.coef_, self.model.intercept_[:, None]])
        steps = int(self.model.n_iter_.max())
        return w, steps, steps < count

    def predict(self):
        return self.model.predict(self.data.X.astype(self.dtype, copy=False))


def create(data, options):
    return ScikitLearn(data, options["dtype"])
