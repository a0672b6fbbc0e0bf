"""The pool: sentences that nobody labelled, and what a larger model says of them (`teacher/` in SHARED)."""

import json
import lzma

import numpy as np
import torch
from torch.nn import functional as F

import data


class Pool:
    """N sentences as word pieces, sentence after sentence, [CLS] and [SEP] included, and their soft labels."""

    def __init__(self, folder, without, labelled=True):
        """`without`: texts to leave out, for they have labels of their own or are measured on; `labelled`: the labels are there."""
        with lzma.open(folder / "pool.jsonl.xz", "rt", encoding="utf-8") as lines:
            sources, texts = zip(*map(json.loads, lines))
        self.sources = np.array(sources)
        tokenizer = data.tokenizer()
        tokenizer.enable_truncation(data.MAX_TOKENS)
        ids, types, starts, lengths = [], [], [], []
        for first in range(0, len(texts), 4096):
            part = texts[first : first + 4096]
            for text, encoding in zip(part, tokenizer.encode_batch(part)):
                words = {}
                for word, (a, b) in zip(encoding.word_ids, encoding.offsets):
                    if word is not None:
                        start, end = words.get(word, (a, b))
                        words[word] = (min(start, a), max(end, b))
                casing = {word: data.casing(text[a:b]) for word, (a, b) in words.items()}
                ids += encoding.ids
                types += [casing.get(word, 0) for word in encoding.word_ids]
                starts += [word is not None and word != before for before, word in zip([None, *encoding.word_ids], encoding.word_ids)]
                lengths.append(len(encoding.ids))
        self.starts = torch.tensor(starts)
        self.ids, self.types, self.lengths = torch.tensor(ids), torch.tensor(types), torch.tensor(lengths)
        self.offsets = F.pad(self.lengths.cumsum(0), (1, 0))
        if not labelled:
            return
        with np.load(folder / "labels.npz") as labels:
            assert len(labels["tag"]) == len(self.ids), "the labels are of another tokenization"
            part = lambda name: torch.tensor(labels[name]).float() / 255
            shares = lambda counts: counts / counts.sum(1, keepdim=True)
            self.sentiment, self.topic, self.target = shares(part("sent")), part("topic"), shares(part("target"))
            # the class of a word at its first piece, and how sure that is
            self.tag, self.sure = torch.tensor(labels["tag"]).long(), part("conf")
            self.mark(torch.tensor(labels["span"].astype(np.int64)))
            # whether a sentence stays with the subject of the one before it; 0: not asked
            self.continues = part("cont")
        used = torch.tensor([text not in without for text in texts])
        self.used = torch.nonzero(used).flatten()
        self.asked = torch.nonzero((self.continues > 0) & used & used.roll(1)).flatten()

    def mark(self, spans):
        """Takes the mentions whose stance is told, in the order of their sentences: [M, 3] sentence, first piece, end."""
        self.span_tokens = spans[:, 1:] - self.offsets[spans[:, :1]]
        self.spans_from = torch.searchsorted(spans[:, 0].contiguous(), torch.arange(len(self.lengths) + 1))

    def read(self, chosen):
        """What the encoder is given of sentences, [B, T] each: ids, casing types, mask."""
        at, mask = self.places(chosen)
        return self.ids[at] * mask, self.types[at] * mask, mask

    def places(self, chosen):
        """Where the word pieces of sentences lie, and which of these places are theirs: [B, T] each."""
        lengths, place = self.lengths[chosen], torch.arange(int(self.lengths[chosen].max()))
        return (self.offsets[chosen][:, None] + place).clamp(max=len(self.ids) - 1), place < lengths[:, None]

    def spans(self, chosen):
        """The mentions in sentences: of each its number, the row of its sentence in `chosen` and its pieces (first, end)."""
        first, end = self.spans_from[chosen], self.spans_from[chosen + 1]
        numbers = torch.cat([torch.arange(a, b) for a, b in zip(first.tolist(), end.tolist())])
        return numbers, torch.arange(len(chosen)).repeat_interleave(end - first), self.span_tokens[numbers]
