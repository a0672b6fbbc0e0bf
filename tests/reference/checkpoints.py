"""Tiny checkpoints with random weights, of every architecture that the engines take, and what PyTorch makes of them.

    python tests/reference/checkpoints.py FOLDER        (torch 2.4, transformers 4.46, onnx)

FOLDER/ARCHITECTURE/TASK is a folder as `save_pretrained` writes it, with the same network as ONNX; FOLDER/reference.json holds for each of them the ids that its
tokenizer gives and the logits, for texts (and pairs of texts) that were run one by one, without padding.
"""

import json
import sys
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig, BertForSequenceClassification, BertForTokenClassification, DebertaV2Config, DebertaV2ForSequenceClassification,
    DebertaV2ForTokenClassification, DistilBertConfig, DistilBertForSequenceClassification, DistilBertForTokenClassification,
    PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification, RobertaForTokenClassification, XLMRobertaConfig,
    XLMRobertaForSequenceClassification, XLMRobertaForTokenClassification,
)  # fmt: skip

TEXTS = [
    "Thank you.",
    "The road between Varsia and Brenn must be opened, and it will be.",
    "Lena Orsol regrets the delay.",
    "Café Brenn – 30 % of it!",
    "We are delighted that the treaty was signed in Brenn, and grateful to the people of Varsia, who have waited for it so long.",
]
HYPOTHESES = ["The treaty should be signed.", "This sentence is about trade."]
SENTIMENT = ["negative", "neutral", "positive"]
TAGS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
ENTAILMENT = ["entailment", "neutral", "contradiction"]
SMALL = {"num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": 32, "intermediate_size": 64, "initializer_range": 0.3}
POSITIONS = 130


def word_pieces():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=180, special_tokens=special, show_progress=False))
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ends)
    return fast(tokenizer, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]", mask_token="[MASK]")


def byte_pairs():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special, alphabet = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"], pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=380, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return fast(tokenizer, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>", mask_token="<mask>")


def unigrams(special, start, end, pair, **names):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=150, special_tokens=special, unk_token=names["unk_token"], show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    ends = [(token, tokenizer.token_to_id(token)) for token in (start, end)]
    tokenizer.post_processor = processors.TemplateProcessing(f"{start} $A {end}", pair, ends)
    return fast(tokenizer, cls_token=start, sep_token=end, **names)


def fast(tokenizer, **names):
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=POSITIONS - 2, **names)


def architectures():
    """Name, tokenizer, configuration, and the classes of texts and of tokens."""
    pieces, pairs = word_pieces(), byte_pairs()
    roberta = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    names = {"pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    xlm = unigrams(roberta, "<s>", "</s>", "<s> $A </s> </s> $B </s>", **names)
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"}
    deberta = unigrams(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"], "[CLS]", "[SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", **names)
    distil = DistilBertConfig(dim=32, hidden_dim=64, n_layers=2, n_heads=2, initializer_range=0.3)
    relative = {"relative_attention": True, "pos_att_type": ["c2p", "p2c"], "norm_rel_ebd": "layer_norm", "share_att_key": True, "position_buckets": 8}
    shape = {"max_position_embeddings": POSITIONS, **SMALL}
    yield "bert", pieces, BertConfig(**shape), BertForSequenceClassification, BertForTokenClassification
    yield "distilbert", pieces, distil, DistilBertForSequenceClassification, DistilBertForTokenClassification
    # what the published ones have: the norms' epsilon matters where embeddings are small
    config = RobertaConfig(layer_norm_eps=1e-5, type_vocab_size=1, **{**shape, "initializer_range": 0.05})
    yield "roberta", pairs, config, RobertaForSequenceClassification, RobertaForTokenClassification
    config = XLMRobertaConfig(layer_norm_eps=1e-5, type_vocab_size=1, **shape)
    yield "xlm-roberta", xlm, config, XLMRobertaForSequenceClassification, XLMRobertaForTokenClassification
    config = DebertaV2Config(type_vocab_size=0, position_biased_input=False, pooler_hidden_size=32, layer_norm_eps=1e-7, **relative, **shape)
    yield "deberta-v3", deberta, config, DebertaV2ForSequenceClassification, DebertaV2ForTokenClassification
    # most of what a configuration may ask for and that of v3 does not
    other = {**relative, "share_att_key": False, "embedding_size": 16, "conv_kernel_size": 3, "conv_act": "gelu"}
    config = DebertaV2Config(type_vocab_size=2, pooler_hidden_size=32, layer_norm_eps=1e-7, **other, **shape)
    yield "deberta-v2", deberta, config, DebertaV2ForSequenceClassification, DebertaV2ForTokenClassification


def export(model, tokenizer, has_types, path):
    """The network as ONNX, with the names that `optimum-cli export onnx` gives."""
    encoded = tokenizer(TEXTS[:2], TEXTS[1:3], padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask"] + ["token_type_ids"] * has_types
    free = {name: {0: "rows", 1: "tokens"} for name in [*names, "logits"]}
    if model(**{name: encoded[name] for name in names}).logits.dim() == 2:
        free["logits"] = {0: "rows"}
    inputs = ({name: encoded[name] for name in names},)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    torch.onnx.export(model, inputs, path, input_names=names, output_names=["logits"], dynamic_axes=free, opset_version=17)


def main():
    folder = Path(sys.argv[1])
    reference = []
    for name, tokenizer, config, of_texts, of_tokens in architectures():
        tasks = {"sentiment": (of_texts, SENTIMENT), "stance": (of_texts, ENTAILMENT), "entities": (of_tokens, TAGS)}
        for task, (kind, labels) in tasks.items():
            torch.manual_seed(sum(map(ord, name + task)))
            config.vocab_size = len(tokenizer)
            config.pad_token_id = tokenizer.pad_token_id
            config.id2label = dict(enumerate(labels))
            config.label2id = {label: i for i, label in enumerate(labels)}
            model = kind(config).eval()
            with torch.no_grad():
                # biases and norms are zeros and ones at first: a part that is mixed up would go unseen
                for parameter in model.parameters():
                    if parameter.dim() == 1:
                        parameter.add_(torch.randn_like(parameter) * 0.1)
            model.save_pretrained(folder / name / task)
            tokenizer.save_pretrained(folder / name / task)
            # what rust-bert's own pipelines read
            words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
            (folder / name / task / "vocab.txt").write_text("".join(f"{word}\n" for word, _ in words))
            has_types = name not in ("distilbert", "roberta", "xlm-roberta")
            export(model, tokenizer, has_types, folder / name / task / "model.onnx")
            inputs = [(text, None) for text in TEXTS]
            if task == "stance":
                inputs = [(text, hypothesis) for text in TEXTS for hypothesis in HYPOTHESES]
            for text, second in inputs:
                encoded = tokenizer(text, second, return_tensors="pt")
                if not has_types:
                    encoded.pop("token_type_ids", None)
                with torch.no_grad():
                    logits = model(**encoded).logits[0]
                ids = encoded["input_ids"][0].tolist()
                reference.append({"architecture": name, "task": task, "text": text, "second": second, "ids": ids, "logits": logits.tolist()})
    (folder / "reference.json").write_text(json.dumps(reference, indent=0))


if __name__ == "__main__":
    main()
