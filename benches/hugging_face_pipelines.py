"""`rostrum analyze`, every task and table, beside plain Hugging Face pipelines that do one task each.

    pip install torch==2.9.1 transformers==4.57.3
    python benches/hugging_face_pipelines.py target/release/rostrum FOLDER [--threads N] [--sentences N]

The pipelines have the architectures that an analyst picks first, with random weights, which take the same time: DistilBERT for sentiment,
BERT-large for named entities, BART-large for zero-shot topics with three labels; f32, batches of 32. Prints sentences per
second; the pipelines are timed on so many sentences drawn from those that rostrum scored in the folder.
"""

import argparse
import csv
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

import torch
import transformers
from transformers import (
    BartConfig, BartForSequenceClassification, BertConfig, BertForTokenClassification, DistilBertConfig,
    DistilBertForSequenceClassification, PreTrainedTokenizerFast, pipeline,
)  # fmt: skip

LABELS = ["Armenia-Azerbaijan normalisation", "EAEU trade", "the Aliyev legacy"]


def tokenizer(folder):
    """The word pieces of the shipped model: how texts are cut matters little for speed."""
    names = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]", "mask_token": "[MASK]"}
    return PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), model_max_length=512, model_input_names=["input_ids", "attention_mask"], **names)


def pipelines(models):
    entailment = {0: "contradiction", 1: "neutral", 2: "entailment"}
    large = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
    made = {
        "sentiment, DistilBERT": ("text-classification", DistilBertForSequenceClassification(DistilBertConfig())),
        "entities, BERT-large": ("token-classification", BertForTokenClassification(BertConfig(num_labels=9, **large))),
        "topics, BART-large × 3 labels": (
            "zero-shot-classification",
            BartForSequenceClassification(BartConfig(num_labels=3, id2label=entailment, label2id={v: k for k, v in entailment.items()},
                                                     pad_token_id=0, bos_token_id=101, eos_token_id=102, vocab_size=50265)),
        ),
    }  # fmt: skip
    for name, (task, model) in made.items():
        yield name, task, pipeline(task, model=model.eval(), tokenizer=tokenizer(models), device="cpu", batch_size=32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rostrum", type=Path)
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--sentences", type=int, default=128)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    transformers.logging.set_verbosity_error()
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        command = [args.rostrum, "analyze", args.folder, "--out", out, "--threads", str(args.threads), "--force", "--quiet"]
        # some inputs may fail; the others count
        subprocess.run(command, check=False)
        seconds = time.perf_counter() - started
        with open(Path(out) / "sentences.csv", encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file) if row["windows"]]
    ours = len(texts) / seconds
    print(f"rostrum, every task: {ours:.0f} sentences/s ({len(texts)} in {seconds:.1f} s, {args.threads} threads)", flush=True)
    chosen = random.Random(1).sample(texts, min(args.sentences, len(texts)))
    models = Path(__file__).parent.parent / "models"
    for name, task, run in pipelines(models):
        more = {"candidate_labels": LABELS} if task.startswith("zero") else {}
        run(chosen[:2], **more)
        started = time.perf_counter()
        run(chosen, **more)
        rate = len(chosen) / (time.perf_counter() - started)
        print(f"{name}: {rate:.1f} sentences/s, rostrum does every task {ours / rate:.0f} times as fast", flush=True)


if __name__ == "__main__":
    main()
