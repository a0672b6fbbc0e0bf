"""Activation ranges for the int8 graph, measured on training sentences."""

import torch

from encoder import LAYERS
from train import collate


@torch.no_grad()
def ranges(model, examples, clip=1e-5):
    """{linear's name: (low, high)} of its inputs; the fraction `clip` at either end is cut off."""
    samples = {}
    hooks = []

    def watch(name, module):
        def keep(_, inputs):
            x = inputs[0][keep.mask].flatten()
            k = max(1, int(len(x) * clip))
            low, high = -(-x).kthvalue(len(x) - k + 1).values.item(), x.kthvalue(len(x) - k + 1).values.item()
            samples.setdefault(name, []).append((low, high))

        hooks.append(module.register_forward_pre_hook(keep))
        return keep

    watchers = []
    for i in range(LAYERS):
        layer = model.encoder.layers[i]
        for name, module in (("qkv", layer.query), ("out", layer.out), ("up", layer.up), ("down", layer.down)):
            watchers.append(watch(f"layers.{i}.{name}", module))
    model.eval()
    order = sorted(examples, key=lambda e: len(e.ids))
    for i in range(0, len(order), 64):
        ids, types, mask = collate(order[i : i + 64])
        for w in watchers:
            w.mask = mask
        model.encoder(ids, types, mask)
    for hook in hooks:
        hook.remove()
    # the mean over batches of the clipped extremes: robust against one odd batch
    return {n: tuple(sum(s[j] for s in v) / len(v) for j in (0, 1)) for n, v in samples.items()}
