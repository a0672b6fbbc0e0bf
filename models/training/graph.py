"""Writes the encoder as an ONNX graph by hand: int8 weights and statically scaled int8 activations, or f32.

Every quantised activation has one constant scale (measured before training under it, never taken from the batch), so a sentence's
hidden states do not depend on what it is batched with. Weights are quantised per output channel to 7 bits,
[-63, 63]: on x86 without VNNI an 8-bit product pair overflows its 16-bit sum, and scores would differ by machine.
"""

import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from encoder import ATTENTION_HEADS, POSITIONS, QUANTISED, ROW_LIMIT, WEIGHT_LIMIT, Size, buckets


class Graph:
    """Nodes and constants of the graph under construction; `op` returns the name of the node's output."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def constant(self, name, value):
        self.constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def op(self, kind, *inputs, name=None, outputs=1, **attributes):
        name = name or f"{kind.lower()}_{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names


def quantise_rows(weight, limit):
    """int8 rows and the scale of each: weight ≈ rows · scale."""
    scale = np.abs(weight).max(1).clip(1e-12) / limit
    return np.rint(weight / scale[:, None]).clip(-limit, limit).astype(np.int8), scale.astype(np.float32)


def linear(g, x, name, weight, bias, ranges, channels=None):
    """x · weightᵀ + bias; quantised where `ranges` (name → (low, high) of x / channels) is given."""
    if ranges is None:
        product = g.op("MatMul", x, g.constant(f"{name}.weight", np.ascontiguousarray(weight.T)))
        return g.op("Add", product, g.constant(f"{name}.bias", bias))
    low, high = ranges[name]
    low, high = min(low, 0.0), max(high, 0.0)
    if channels is not None:
        x, weight = g.op("Mul", x, g.constant(f"{name}.narrow", 1 / channels)), weight * channels
    scale = np.float32((high - low) / 255)
    zero = np.uint8(np.clip(np.rint(-low / scale), 0, 255))
    rows, scales = quantise_rows(weight, WEIGHT_LIMIT)
    zero_name = g.constant(f"{name}.zero", zero)
    q = g.op("QuantizeLinear", x, g.constant(f"{name}.scale", scale), zero_name)
    product = g.op(
        "MatMulInteger", q, g.constant(f"{name}.weight", np.ascontiguousarray(rows.T)),
        zero_name, g.constant("int8_zero", np.int8(0)),
    )  # fmt: skip
    real = g.op("Mul", g.op("Cast", product, to=TensorProto.FLOAT), g.constant(f"{name}.rescale", scales * scale))
    return g.op("Add", real, g.constant(f"{name}.bias", bias))


def norm(g, x, state, name, size):
    weight = g.constant(f"{name}.weight", state[f"{name}.weight"])
    return g.op("LayerNormalization", x, weight, g.constant(f"{name}.bias", state[f"{name}.bias"]), epsilon=size.epsilon)


def attention(g, x, bias, state, layer, ranges, size):
    width, per_head = size.hidden, size.hidden // ATTENTION_HEADS
    parts = [f"layers.{layer}.{p}" for p in ("query", "key", "value")]
    weight = np.concatenate([state[f"{p}.weight"] for p in parts])
    offset = np.concatenate([state[f"{p}.bias"] for p in parts])
    # 1/√d of the scaled dot product is folded into the query
    weight[:width] /= math.sqrt(per_head)
    offset[:width] /= math.sqrt(per_head)
    qkv = linear(g, x, f"layers.{layer}.qkv", weight, offset, ranges)
    split = g.op("Split", qkv, g.constant("thirds", np.array([width] * 3, np.int64)), axis=2, outputs=3)
    shape = g.constant("heads_shape", np.array([0, 0, ATTENTION_HEADS, per_head], np.int64))
    q, k, v = (g.op("Reshape", s, shape) for s in split)
    q, v = (g.op("Transpose", s, perm=[0, 2, 1, 3]) for s in (q, v))
    k = g.op("Transpose", k, perm=[0, 2, 3, 1])
    weights = g.op("Softmax", g.op("Add", g.op("MatMul", q, k), bias), axis=-1)
    mixed = g.op("Transpose", g.op("MatMul", weights, v), perm=[0, 2, 1, 3])
    mixed = g.op("Reshape", mixed, g.constant("flat_shape", np.array([0, 0, width], np.int64)))
    out = f"layers.{layer}.out"
    return linear(g, mixed, out, state[f"{out}.weight"], state[f"{out}.bias"], ranges)


def distances(g, length, state, size):
    """What attention adds by how far apart two tokens are, [heads, T, T]: a row of the table for each distance."""
    apart = torch.arange(1 - POSITIONS, POSITIONS)
    table = g.constant("distance", state["distance.weight"][buckets(size, apart).numpy()])
    zero, one = (g.constant(n, np.array(v, np.int64)) for n, v in (("first", 0), ("step", 1)))
    place = g.op("Range", zero, g.op("Squeeze", length), one)
    key, query = (g.op("Unsqueeze", place, g.constant(f"{n}_axis", np.array([axis], np.int64))) for n, axis in (("key", 0), ("query", 1)))
    at = g.op("Add", g.op("Sub", key, query), g.constant("nearest", np.array(POSITIONS - 1, np.int64)))
    return g.op("Transpose", g.op("Gather", table, at), perm=[2, 0, 1])


def build(state, size, quantised, head=None):
    """The ONNX model: input_ids, token_type_ids, attention_mask [B, T] to hidden [B, T, H], or to what a head gives of it.

    `state`: name → float32 array, as in `Encoder.state_dict()`; `quantised`: int8 under the ranges in it, or f32;
    `head`: the name of the output, its weight [N, H] and bias [N], for an output [B, T, N].
    """
    g = Graph()
    ranges = None
    if quantised:
        ranges = {f"layers.{i}.{site}": state[f"layers.{i}.ranges"][k].tolist() for i in range(size.layers) for k, site in enumerate(QUANTISED)}
    if ranges is None:
        x = g.op("Gather", g.constant("word", state["word.weight"]), "input_ids")
    else:
        rows, scales = quantise_rows(state["word.weight"], ROW_LIMIT)
        x = g.op("Cast", g.op("Gather", g.constant("word", rows), "input_ids"), to=TensorProto.FLOAT)
        x = g.op("Mul", x, g.op("Gather", g.constant("word.scale", scales[:, None]), "input_ids"))
    x = g.op("Add", x, g.op("Gather", g.constant("casing", state["casing.weight"]), "token_type_ids"))
    zero, one, two = (g.constant(n, np.array([v], np.int64)) for n, v in (("zero", 0), ("one", 1), ("two", 2)))
    length = g.op("Slice", g.op("Shape", "input_ids"), one, two, zero)
    position = g.op("Slice", g.constant("position", state["position.weight"]), zero, length, zero)
    x = norm(g, g.op("Add", x, position), state, "norm", size)
    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = g.op("Mul", g.op("Sub", g.constant("present", np.float32(1)), mask), g.constant("absent", np.float32(-1e9)))
    mask = g.op("Unsqueeze", mask, g.constant("mask_axes", np.array([1, 2], np.int64)))
    if size.distances:
        mask = g.op("Add", mask, distances(g, length, state, size))
    for layer in range(size.layers):
        at = f"layers.{layer}"
        x = norm(g, g.op("Add", x, attention(g, x, mask, state, layer, ranges, size)), state, f"{at}.norm1", size)
        up = linear(g, x, f"{at}.up", state[f"{at}.up.weight"], state[f"{at}.up.bias"], ranges, state[f"{at}.up_channels"])
        up = g.op("Gelu", up)
        down = linear(g, up, f"{at}.down", state[f"{at}.down.weight"], state[f"{at}.down.bias"], ranges, state[f"{at}.down_channels"])
        x = norm(g, g.op("Add", x, down), state, f"{at}.norm2", size)
    name, width = "hidden", size.hidden
    if head is None:
        g.op("Identity", x, name=name)
    else:
        name, weight, bias = head
        width = len(bias)
        product = g.op("MatMul", x, g.constant(f"{name}.weight", np.ascontiguousarray(weight.T)))
        g.op("Add", product, g.constant(f"{name}.bias", bias), name=name)
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in ("input_ids", "token_type_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "tokens", width])]
    graph = helper.make_graph(g.nodes, "rostrum-encoder", inputs, outputs, list(g.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], producer_name="rostrum")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model


def read(path, size: Size):
    """The state of an encoder whose quantised graph `build` wrote, as name → float32 array: its weights as they were rounded."""
    constants = {c.name: numpy_helper.to_array(c) for c in onnx.load(path).graph.initializer}
    state = {f"{name}.weight": constants[name].astype(np.float32) for name in ("position", "casing")}
    state["word.weight"] = constants["word"] * constants["word.scale"]
    if size.distances:
        # the table has a row for each distance, of which those of a bucket are equal
        rows = buckets(size, torch.arange(1 - POSITIONS, POSITIONS)).numpy()
        state["distance.weight"] = np.zeros((size.distances, ATTENTION_HEADS), np.float32)
        state["distance.weight"][rows] = constants["distance"]
    state |= {name: value for name, value in constants.items() if ".norm" in name or name.startswith("norm.")}
    width = size.hidden
    for layer in range(size.layers):
        sites = {}
        for site in QUANTISED:
            at = f"layers.{layer}.{site}"
            weight = (constants[f"{at}.weight"] * (constants[f"{at}.rescale"] / constants[f"{at}.scale"])).T
            if f"{at}.narrow" in constants:
                weight = weight * constants[f"{at}.narrow"]
            sites[site] = weight, constants[f"{at}.bias"]
        weight, bias = (part.copy() for part in sites.pop("qkv"))
        weight[:width] *= math.sqrt(width // ATTENTION_HEADS)
        bias[:width] *= math.sqrt(width // ATTENTION_HEADS)
        for k, part in enumerate(("query", "key", "value")):
            sites[part] = weight[k * width : (k + 1) * width], bias[k * width : (k + 1) * width]
        for site, (weight, bias) in sites.items():
            state[f"layers.{layer}.{site}.weight"], state[f"layers.{layer}.{site}.bias"] = np.ascontiguousarray(weight), bias
    return state
