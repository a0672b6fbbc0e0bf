"""The pool: sentences that nobody labelled, and what a larger model says of them (`teacher/` in SHARED)."""

import json
import lzma

import numpy as np
import torch
from torch.nn import functional as F

import data


class Pool:
    """N sentences as word pieces, sentence after sentence, [CLS] and [SEP] included, and their soft labels."""

    def __init__(self, folder, without):
        """`without`: texts to leave out, for they have labels of their own or are measured on."""
        with lzma.open(folder / "pool.jsonl.xz", "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)[1] for line in lines]
        tokenizer = data.tokenizer()
        tokenizer.enable_truncation(data.MAX_TOKENS)
        ids, types, lengths = [], [], []
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
                lengths.append(len(encoding.ids))
        self.ids, self.types, self.lengths = torch.tensor(ids), torch.tensor(types), torch.tensor(lengths)
        self.offsets = F.pad(self.lengths.cumsum(0), (1, 0))
        with np.load(folder / "labels.npz") as labels:
            assert len(labels["tag"]) == len(self.ids), "the labels are of another tokenization"
            # whether a sentence stays with the subject of the one before it; 0: not asked
            self.continues = torch.from_numpy(labels["cont"]).float() / 255
        used = torch.tensor([text not in without for text in texts])
        self.asked = torch.nonzero((self.continues > 0) & used & used.roll(1)).flatten()

    def read(self, chosen):
        """What the encoder is given of sentences, [B, T] each: ids, casing types, mask."""
        lengths, place = self.lengths[chosen], torch.arange(int(self.lengths[chosen].max()))
        mask = place < lengths[:, None]
        at = (self.offsets[chosen][:, None] + place).clamp(max=len(self.ids) - 1)
        return self.ids[at] * mask, self.types[at] * mask, mask
