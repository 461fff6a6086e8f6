//! How a record came about: what each mention, claim and event was made from, with what probability, and what it lost to.
//!
//! [`Reader::explain`] reads a document as [`Reader::read`] does and looks once more at the scores that decided. What is
//! told here is what that reading did, not a second reading. Probabilities are the model's own
//! and not calibrated, but for the confidence of claims and events. Spans count Unicode code points of the record's text.

mod claim;
mod event;
mod meaning;
mod mention;
mod reasons;
#[cfg(test)]
mod tests;

pub use reasons::*;

use crate::decode::inside;
use crate::document::Document;
use crate::language;
use crate::mention::track_scores;
use crate::model::{Anchor, CUE, NESTED_CUE, Settings, TRIGGER};
use crate::reader::{Evidence, ReadOptions, Reader, Scratch, WindowReading};
use crate::reading::{Coded, Ids};
use crate::record::CodePoints;
use crate::span::{CodePointIndex, Span};
use crate::window::Window;

impl Reader {
    /// Reads a document and tells how its record came about. The record is the one that [`Reader::read`] gives with default
    /// options; the reasons cost memory in proportion to the text, some kilobytes a sentence.
    ///
    /// ```no_run
    /// use demarche::{document::Document, reader::{Reader, Scratch}};
    ///
    /// # fn example(model: Vec<u8>, tokenizer: Vec<u8>) -> Result<(), demarche::model::LoadError> {
    /// let reader = Reader::new(&model, &tokenizer, None)?;
    /// let doc = Document { text: "Seoul accused Pyongyang of sending troops.".to_owned(), ..Document::default() };
    /// for sentence in reader.explain(&doc, &mut Scratch::default()).sentences {
    ///     for event in sentence.events {
    ///         println!("{}: {} {}", event.trigger.text, event.event_type.chosen.code, event.event_type.chosen.probability);
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn explain(&self, doc: &Document, scratch: &mut Scratch) -> Explanation {
        let mut seen: Vec<(Window, WindowReading, Evidence)> = Vec::new();
        let watch = |window: &Window, reading: &WindowReading, evidence| seen.push((window.clone(), reading.clone(), evidence));
        let readings = self.code_watched(std::slice::from_ref(doc), ReadOptions::default(), scratch, watch);
        let Some(reading) = readings.into_iter().next() else { unreachable!("a document has a reading") };
        if reading.is_private {
            seen.iter_mut().for_each(|(_, window, evidence)| window.leave_out_quarrels(&mut evidence.triggers));
        }
        let record = Coded { document: doc, reading }.record();

        let index = CodePointIndex::new(&doc.text);
        let mut sentences = Sentences::new(&record.sentences, &doc.text, &index);
        let mut ids = Ids::default();
        for (window, reading, evidence) in &seen {
            let look = Look { text: &doc.text, index: &index, settings: self.model().settings, window, reading, evidence, ids };
            sentences.add(&look);
            ids = ids.after(reading);
        }
        let mut sentences = sentences.finish();
        if let Some(knowledge) = self.knowledge() {
            meaning::add(&mut sentences, &record, knowledge);
        }
        Explanation { schema: EXPLAIN_SCHEMA, language: language_reasons(doc), sentences, record }
    }
}

fn language_reasons(doc: &Document) -> LanguageReasons {
    let verdict = language::resolve(doc.language.as_deref(), &doc.text);
    let (words, function_words) = language::count_function_words(&doc.text);
    LanguageReasons {
        code: verdict.code.map(str::to_owned),
        is_english: verdict.is_english,
        is_given: doc.language.as_deref().and_then(language::parse_language).is_some(),
        confidence: verdict.confidence,
        words,
        function_words,
    }
}

impl Ids {
    fn after(self, reading: &WindowReading) -> Self {
        Self {
            mentions: self.mentions + reading.mentions.len(),
            claims: self.claims + reading.claims.len(),
            events: self.events + reading.events.len(),
        }
    }
}

/// One window with all that is known of it.
struct Look<'a> {
    text: &'a str,
    index: &'a CodePointIndex<'a>,
    settings: Settings,
    window: &'a Window,
    reading: &'a WindowReading,
    evidence: &'a Evidence,
    ids: Ids,
}

impl Look<'_> {
    fn words(&self, span: Span, probability: f32) -> Words {
        Words { span: self.index.code_points(span), text: span.of(self.text).to_owned(), probability }
    }

    fn anchor_span(&self, anchor: Anchor) -> Span {
        self.window.words[anchor.start].span.cover(self.window.words[anchor.end - 1].span)
    }

    /// Probability that a word is inside a run of a track.
    fn inside(&self, word: usize, track: usize, bias: f32) -> f32 {
        let [outside, begin, within] = track_scores(&self.evidence.tags, word, track);
        inside([outside + bias, begin, within])
    }
}

/// Sentences while windows are looked at.
struct Sentences {
    spans: Vec<Span>,
    reasons: Vec<SentenceReasons>,
}

impl Sentences {
    fn new(points: &[CodePoints], text: &str, index: &CodePointIndex<'_>) -> Self {
        let spans: Vec<Span> = points.iter().filter_map(|&p| index.bytes(p)).collect();
        let reasons = spans.iter().map(|span| SentenceReasons::new(index.code_points(*span), span.of(text))).collect();
        Self { spans, reasons }
    }

    /// The sentence in which a place of the text stands.
    fn at(&mut self, span: Span) -> Option<&mut SentenceReasons> {
        let sentence = self.spans.partition_point(|s| s.start() <= span.start()).checked_sub(1)?;
        self.reasons.get_mut(sentence)
    }

    fn add(&mut self, look: &Look<'_>) {
        let bias = look.settings;
        for (w, word) in look.window.words.iter().enumerate() {
            let Some(sentence) = self.at(word.span) else { continue };
            if !word.span.of(look.text).chars().any(char::is_alphanumeric) {
                continue;
            }
            let cue = look.inside(w, CUE, bias.cue_bias).max(look.inside(w, NESTED_CUE, bias.cue_bias));
            let trigger = look.inside(w, TRIGGER, bias.trigger_bias);
            for (best, probability) in [(&mut sentence.likeliest_cue, cue), (&mut sentence.likeliest_trigger, trigger)] {
                if best.as_ref().is_none_or(|b| probability > b.probability) {
                    *best = Some(look.words(word.span, probability));
                }
            }
        }
        for (found, reasons) in look.reading.mentions.iter().zip(mention::mentions(look)) {
            self.at(found.span).into_iter().for_each(|s| s.mentions.push(reasons.clone()));
        }
        for judged in &look.evidence.cues {
            let Some(sentence) = self.at(look.anchor_span(judged.anchor)) else { continue };
            match judged.made {
                Some(made) => sentence.claims.push(claim::claim(look, judged, made)),
                None => sentence.dropped_cues.push(claim::dropped(look, judged)),
            }
        }
        for judged in &look.evidence.triggers {
            let Some(sentence) = self.at(look.anchor_span(judged.anchor)) else { continue };
            match judged.made {
                Some(made) => sentence.events.push(event::event(look, judged, made)),
                None => sentence.dropped_triggers.push(event::dropped(look, judged)),
            }
        }
    }

    fn finish(mut self) -> Vec<SentenceReasons> {
        for s in &mut self.reasons {
            s.likeliest_cue.take_if(|_| !(s.claims.is_empty() && s.dropped_cues.is_empty()));
            s.likeliest_trigger.take_if(|_| !(s.events.is_empty() && s.dropped_triggers.is_empty()));
        }
        self.reasons
    }
}

impl SentenceReasons {
    fn new(span: CodePoints, text: &str) -> Self {
        Self {
            span,
            text: text.to_owned(),
            mentions: Vec::new(),
            claims: Vec::new(),
            dropped_cues: Vec::new(),
            events: Vec::new(),
            dropped_triggers: Vec::new(),
            likeliest_cue: None,
            likeliest_trigger: None,
        }
    }
}

/// The best of weighed codes, and up to `lost` of the others. `None` where there is none.
fn choose<T>(mut codes: Vec<Weighed<T>>, lost: usize) -> Option<Choice<T>> {
    // stable: of equals the first is best, as in `argmax`
    codes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let mut codes = codes.into_iter();
    Some(Choice { chosen: codes.next()?, lost: codes.take(lost).collect() })
}

/// Codes of a set with the probabilities of a row of scores, and the choice among them.
fn choice_of<T: Copy>(all: &[T], probabilities: &[f32], lost: usize) -> Choice<T> {
    let codes = all.iter().zip(probabilities).map(|(&code, &probability)| Weighed { code, probability }).collect();
    match choose(codes, lost) {
        Some(choice) => choice,
        None => unreachable!("sets of codes are not empty"),
    }
}
