"""What of the int8 graph is measured on training sentences: the ranges of its activations, and what its rounding adds to the means."""

import torch

import data
from encoder import QUANTISED, collate

WIDE = 2  # this many channels of a site may be wider than the range that the others share


def sample(examples):
    """A hundredth of the examples, the same in every run."""
    return [e for e in examples if data.fold("calibrate" + e.text) < 1]


@torch.no_grad()
def inputs(encoder, examples, see):
    """Calls `see(layer, site, x)` with every input [N, C] of a quantised product, padding left out."""
    hooks = []
    for layer in encoder.layers:
        for site, module in enumerate((layer.query, layer.out, layer.up, layer.down)):
            hooks.append(module.register_forward_pre_hook(lambda _, x, at=(layer, site): see(*at, x[0][mask])))
    encoder.eval()
    order = sorted(examples, key=lambda e: len(e.ids))
    for first in range(0, len(order), 64):
        ids, types, mask = collate(order[first : first + 64])
        encoder(ids, types, mask)
    for hook in hooks:
        hook.remove()


@torch.no_grad()
def measure(encoder, examples, clip=1e-5):
    """Sets every layer's `ranges`, `up_channels` and `down_channels` from its inputs. The fraction `clip` at either end
    of a range is cut off; each is the mean over batches of the clipped extremes: robust against one odd batch."""
    for layer in encoder.layers:
        layer.ranges.zero_()
    widest, samples = {}, {}

    def see_width(layer, site, x):
        found = x.abs().amax(0)
        widest[layer, site] = torch.maximum(widest.get((layer, site), found), found)

    def see_range(layer, site, x):
        x = (x / {2: layer.up_channels, 3: layer.down_channels}.get(site, 1)).flatten()
        n = max(1, int(len(x) * clip))
        low_high = torch.stack([x.kthvalue(n).values, x.kthvalue(len(x) - n + 1).values])
        samples.setdefault((layer, site), []).append(low_high)

    inputs(encoder, examples, see_width)
    for layer in encoder.layers:
        for site, channels in ((2, layer.up_channels), (3, layer.down_channels)):
            width = widest[layer, site]
            channels.copy_((width / width.topk(WIDE + 1).values[-1]).clamp(min=1))
    inputs(encoder, examples, see_range)
    for (layer, site), found in samples.items():
        layer.ranges[site] = torch.stack(found).mean(0)


@torch.no_grad()
def means(encoder, examples):
    """{(layer, site): the mean output [C] of each module of the site, over all tokens}."""
    sums, tokens, hooks = {}, 0, []
    for k, layer in enumerate(encoder.layers):
        for site, product in layer.products.items():
            see = lambda _, __, outputs, at=(k, site): sums.setdefault(at, []).append([o[mask].double().sum(0) for o in outputs])
            hooks.append(product.register_forward_hook(see))
    encoder.eval()
    order = sorted(examples, key=lambda e: len(e.ids))
    for first in range(0, len(order), 64):
        ids, types, mask = collate(order[first : first + 64])
        tokens += mask.sum().item()
        encoder(ids, types, mask)
    for hook in hooks:
        hook.remove()
    return {at: [sum(part) / tokens for part in zip(*found)] for at, found in sums.items()}


@torch.no_grad()
def correct(encoder, exact, examples):
    """Takes from every bias what the rounding of activations adds to the mean output, site after site (Nagel et al. 2019,
    bias correction). `exact` is the same encoder with f32 activations."""
    wanted = means(exact, examples)
    for k, layer in enumerate(encoder.layers):
        for site in QUANTISED:
            # what comes before is corrected already
            found = means(encoder, examples)[k, site]
            for module, right, wrong in zip(layer.modules_of(site), wanted[k, site], found):
                module.bias += (right - wrong).float()
