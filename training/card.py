"""The model card: what the model is, what it learnt from under which licences, and the recipe's own figures."""

import json

from sources import LICENCES


def model_card(figures, header, size, history, texts):
    """`history`: how the weights came about, a sentence; `texts`: how many passages and paragraphs were there to learn events from."""
    trained = json.loads(header["trained_on"])
    rows = "\n".join(f"| {name} | {'yes' if name in trained else 'no'} | {licence} |" for name, licence in LICENCES.items())
    show = {k: v for k, v in figures.items() if k not in ("relations-answers", "sets")}
    return f"""# The reading model `{header['name']}`

MiniLM-L6 (22M parameters; `all-MiniLM-L6-v2`, Apache-2.0) with heads for mentions, claims, events and pairs, and two layers (1.8M
parameters each) that read the words near a cue or trigger once more, trained by `training/train.py` with the int8 arithmetic of `crates/demarche-encoder` and written by `training/export.py`.
`reader.safetensors` is {size / 1e6:.1f} MB: weights s8 per output channel within ±63, embeddings s8 per row.
{history} {header['claim_reach']} words on either side of a cue and {header['event_reach']} of a trigger are read once more.
What passages with events are about is fitted last, by `training/topic.py`, which writes it into the file and prints what it does.

## What it learnt from

| set | used | licence |
|---|---|---|
{rows}

Licences that bind weights: WikiNEuRal is CC BY-NC-SA, PolNeAR and PLV state none, TR-News comes from a GPL-3 repository.
`training/train.py --without SET …` leaves any of them out; the figures of such a model have not been measured yet. The annotation of
`corpus/standoff` (offsets and labels, ours) goes with the sets whose sentences it marks: `relations`, `attribution`, `toponyms`.
Passages and paragraphs were labelled by language models that worked from the codebook; 100 texts of the test parts twice
(`corpus/GUIDE.md` has the agreement).

## Figures of the recipe

Computed in PyTorch with the int8 arithmetic, on development parts; `relations` is cross-validated over its `fold` field from the
common first stage, which has seen no row of it; a figure is here only where that was run with this very recipe. `demarche eval` measures the shipped file itself (docs/evaluation.md).

```json
{json.dumps(show, indent=1)}
```

## Confidence

Confidences of events and claims are calibrated on development passages by `training/calibrate.py` (Platt's scaling: slope and offset {header.get('event_calibration', '–')} for
events, {header.get('claim_calibration', '–')} for claims): said against right, before and after, each fifth by a curve that has not seen it. With some forty items a bin the
picture itself is uncertain by about 0.05.

![Reliability of events and claims](reliability.svg)

Decoding: cue bias {header['cue_bias']}, trigger bias {header['trigger_bias']}, mention bias {header['mention_bias']}, least event {header['least_event']}, switch {header['switch']}, source switch {header['source_switch']}.

## Limits

English news only. {texts[0]:,} passages and {texts[1]:,} paragraphs of real news taught it events: rare modes, statuses and contexts are weak, and so
are parties of another sentence. Pair answers follow PLV's habits where they
differ from the codebook (convictions often ACCUSE, imposed sanctions COERCE).
"""
