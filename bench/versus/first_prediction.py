"""Milliseconds from `import` to the first prediction, in a fresh process: `python3 first_prediction.py PEER MODEL`."""
import json
import sys
import time

peer, path = sys.argv[1:]
with open(path, encoding="utf8") as file:
    model = json.load(file)


def scikit_learn():
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression()
    fitted.coef_, fitted.intercept_ = np.array(model["coef"]), np.array(model["intercept"])
    fitted.classes_ = np.arange(model["K"])
    return fitted.predict([model["row"]])[0]


def pytorch():
    import torch

    logits = torch.tensor(model["coef"]) @ torch.tensor(model["row"]) + torch.tensor(model["intercept"])
    return logits.argmax().item()


start = time.perf_counter()
predicted = {"scikit-learn": scikit_learn, "pytorch": pytorch}[peer]()
ms = 1000 * (time.perf_counter() - start)
print(json.dumps({"ms": ms, "predicted": int(predicted)}))
