"""Activation ranges for the int8 graph, measured on training sentences."""

import torch


@torch.no_grad()
def measure(encoder, examples, clip=1e-5):
    """Sets the ranges of every layer to those of its inputs; the fraction `clip` at either end is cut off. Each is
    the mean over batches of the clipped extremes: robust against one odd batch."""
    from train import collate

    samples = {}
    hooks = []
    for i, layer in enumerate(encoder.layers):
        layer.ranges.zero_()
        for k, module in enumerate((layer.query, layer.out, layer.up, layer.down)):
            def keep(_, inputs, site=(i, k)):
                x = inputs[0][mask].flatten()
                n = max(1, int(len(x) * clip))
                low, high = x.kthvalue(n).values, x.kthvalue(len(x) - n + 1).values
                samples.setdefault(site, []).append(torch.stack([low, high]))

            hooks.append(module.register_forward_pre_hook(keep))
    encoder.eval()
    order = sorted(examples, key=lambda e: len(e.ids))
    for first in range(0, len(order), 64):
        ids, types, mask = collate(order[first : first + 64])
        encoder(ids, types, mask)
    for hook in hooks:
        hook.remove()
    for (i, k), found in samples.items():
        encoder.layers[i].ranges[k] = torch.stack(found).mean(0)
