//! Reading: documents in, records out.
//!
//! One encoder pass per window; windows of several documents share a chunk. A record depends on its document, the model
//! and the options alone: not on its neighbours, the batch, the kernel or the thread.

use demarche_encoder::{CHUNK_TOKENS, Kernel};
use demarche_knowledge::Knowledge;
use sha2::{Digest, Sha256};

use crate::claim::{self, Attribution, build_claim, detect_cues};
use crate::codebook::{CODEBOOK_VERSION, EventType};
use crate::decode::softmax;
use crate::document::{Document, PairQuery};
use crate::event::{
    self, Coding, Parts, add_party_mentions, assign_roles, detect_triggers, govern, is_one_act, is_result, role_probabilities,
};
use crate::language::{self, Language};
use crate::mention::{Found, detect_mentions};
use crate::model::{Anchor, Dropped, Judged, LoadError, Model, Room, mean_rows};
use crate::private;
use crate::reading::{Coded, Packed, Reading, base64_int8, leave_out_quarrels, resolve_sections};
use crate::record::{Pair, Record, Skipped, Versions};
use crate::resolve::Page;
use crate::segment::{Layers, quote_flags, segment};
use crate::span::{CodePointIndex, Span};
use crate::window::{Window, Windows};

/// What to write into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// Adds embeddings to documents and events.
    pub embeddings: bool,
    /// Keeps the text in the record.
    pub text: bool,
    /// Drops claims and events below this confidence, in ten-thousandths (0 keeps all).
    pub min_confidence: u16,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { embeddings: false, text: true, min_confidence: 0 }
    }
}

/// Reads documents. Read-only and shared by all workers; each worker has its own [`Scratch`].
#[derive(Debug)]
pub struct Reader {
    model: Model,
    windows: Windows,
    kernel: Kernel,
    knowledge: Option<Knowledge<'static>>,
    versions: Versions,
}

/// Room to work in, one per worker; keep it from batch to batch.
#[derive(Debug, Default)]
pub struct Scratch {
    room: Room,
}

/// An event before it is numbered.
#[derive(Debug, Clone)]
pub(crate) struct CodedEvent {
    pub(crate) coding: Coding,
    pub(crate) trigger: Span,
    pub(crate) parts: Parts,
    pub(crate) claim: Option<usize>,
    pub(crate) confidence: f32,
    pub(crate) embedding: Option<Vec<i8>>,
}

/// What one window says; indices are into the window's own lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct WindowReading {
    pub(crate) mentions: Vec<Found>,
    pub(crate) claims: Vec<Attribution>,
    pub(crate) parents: Vec<Option<usize>>,
    pub(crate) events: Vec<CodedEvent>,
    /// Mean state of the window and the number of its pieces, for the document's embedding.
    pub(crate) mean: Option<(Vec<f32>, usize)>,
}

/// What is kept of the windows of a document.
#[derive(Debug, Default)]
struct ReadWindows {
    sections: Vec<Packed>,
    means: Vec<(Vec<f32>, usize)>,
}

/// The scores that a window's reading was decided by. Reading throws them away; explaining looks at them once more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// Tag scores: `[words][tracks][outside, begin, inside]`.
    pub(crate) tags: Vec<f32>,
    /// Every cue found, with the scores of the words around it and of its stance.
    pub(crate) cues: Vec<Judged>,
    /// Every trigger found, with the role probabilities of the words around it and its class scores.
    pub(crate) triggers: Vec<Judged>,
}

/// Windows that are made before they are encoded: enough to fill chunks, little memory whatever the document.
const GROUP_WINDOWS: usize = 256;

/// A document on its way.
struct Job<'d> {
    doc: &'d Document,
    layers: Layers,
    /// In text order, without their marks.
    quotations: Vec<Span>,
    language: Language,
}

impl Job<'_> {
    fn page(&self) -> claim::Page<'_> {
        claim::Page { text: &self.doc.text, sentences: &self.layers.sentences, quotations: &self.quotations }
    }
}

impl WindowReading {
    /// Leaves out the quarrels of a text that names nobody of public life, with what is noted of their triggers.
    pub(crate) fn leave_out_quarrels(&mut self, triggers: &mut [Judged]) {
        let stays: Vec<bool> = self.events.iter().map(|event| !private::is_quarrel(event.coding.event_type, event.confidence)).collect();
        for trigger in triggers {
            if let Some(made) = trigger.made {
                trigger.made = stays[made].then(|| stays[..made].iter().filter(|&&stays| stays).count());
                trigger.dropped = trigger.dropped.or((!stays[made]).then_some(Dropped::Quarrel));
                if !stays[made] {
                    trigger.parts = self.events[made].parts.clone();
                }
            }
        }
        let mut stays = stays.into_iter();
        self.events.retain(|_| stays.next().unwrap_or_default());
    }
}

impl Reader {
    /// Makes a reader from a model file and its tokenizer, running on the fastest kernel of this machine or a given one.
    ///
    /// # Errors
    /// A damaged file, or one that does not fit this program.
    pub fn new(model: &[u8], tokenizer: &[u8], kernel: Option<Kernel>) -> Result<Self, LoadError> {
        let model = Model::load(model)?;
        let windows = Windows::from_json(tokenizer)?;
        windows.fit(&model.encoder)?;
        let versions = Versions {
            demarche: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.version.clone(),
            knowledge: "none".to_owned(),
            codebook: CODEBOOK_VERSION.to_owned(),
        };
        Ok(Self { model, windows, kernel: kernel.unwrap_or_else(Kernel::best), knowledge: None, versions })
    }

    /// The same reader with knowledge packs: mentions are resolved, and records cite the versions of all packs.
    #[must_use]
    pub fn with_knowledge(mut self, knowledge: Knowledge<'static>) -> Self {
        self.versions.knowledge = knowledge.version();
        self.knowledge = Some(knowledge);
        self
    }

    /// The packs that mentions are resolved by.
    #[must_use]
    pub fn knowledge(&self) -> Option<&Knowledge<'static>> {
        self.knowledge.as_ref()
    }

    /// The model's header and settings.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The kernel in use.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// Versions that records will cite.
    #[must_use]
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Reads a batch; records come back in the order of the documents.
    #[must_use]
    pub fn read(&self, docs: &[Document], options: ReadOptions, scratch: &mut Scratch) -> Vec<Record> {
        let readings = self.code(docs, options, scratch);
        docs.iter().zip(readings).map(|(document, reading)| Coded { document, reading }.record()).collect()
    }

    /// Reads a batch as [`Reader::read`] does and leaves the results packed: a large document's record is many times as
    /// large as its text. Readings come back in the order of the documents.
    #[must_use]
    pub fn code(&self, docs: &[Document], options: ReadOptions, scratch: &mut Scratch) -> Vec<Reading> {
        self.code_watched(docs, options, scratch, |_, _, _| {})
    }

    /// Reads a batch, and shows each window's reading with its evidence to `watch` on the way; a document's windows come in
    /// text order.
    pub(crate) fn code_watched(
        &self,
        docs: &[Document],
        options: ReadOptions,
        scratch: &mut Scratch,
        mut watch: impl FnMut(&Window, &WindowReading, Evidence),
    ) -> Vec<Reading> {
        let jobs: Vec<Job<'_>> = docs.iter().map(|d| self.prepare(d)).collect();
        let mut read: Vec<ReadWindows> = jobs.iter().map(|_| ReadWindows::default()).collect();
        let windows = jobs.iter().enumerate().flat_map(|(j, job)| {
            let coded = job.language.is_english.then(|| self.windows.windows(&job.doc.text, &job.layers));
            coded.into_iter().flatten().map(move |window| (j, window))
        });
        self.encode(windows, &mut scratch.room, |(j, window), states, room| {
            let (mut reading, evidence) = self.read_window(&jobs[j], window, states, options, room);
            watch(window, &reading, evidence);
            read[j].means.extend(reading.mean.take());
            let page = jobs[j].page();
            read[j].sections.push(Packed::new(&reading, |content| page.is_quoted(content)));
        });
        let asked = jobs
            .iter()
            .enumerate()
            .flat_map(|(j, job)| job.doc.pairs.iter().map(move |query| (j, self.windows.pair_window(&job.doc.text, &job.layers, query))));
        let mut answers: Vec<Vec<Vec<f32>>> = jobs.iter().map(|_| Vec::new()).collect();
        self.encode(asked, &mut scratch.room, |(j, window), states, room| {
            let scores = self.model.pair(self.kernel, &self.pair_input(window, states), room);
            answers[j].push(scores);
        });
        jobs.into_iter()
            .zip(read)
            .zip(answers)
            .map(|((job, read), answers)| self.reading(job, read, &answers, options, &mut scratch.room))
            .collect()
    }

    fn prepare<'d>(&self, doc: &'d Document) -> Job<'d> {
        let language = language::resolve(doc.language.as_deref(), &doc.text);
        let wanted = language.is_english || !doc.pairs.is_empty();
        let layers = if wanted { segment(&doc.text) } else { Layers::default() };
        let quoted = |p: &Span| {
            let flags = quote_flags(p.of(&doc.text));
            flags.quotations().iter().map(|q| Span::new(p.start() + q.start(), p.start() + q.end())).collect::<Vec<_>>()
        };
        let quotations = layers.paragraphs.iter().flat_map(quoted).collect();
        Job { doc, layers, quotations, language }
    }

    /// Encodes windows group by group, chunk by chunk, and hands each with its states to `each`.
    fn encode(
        &self,
        windows: impl Iterator<Item = (usize, Window)>,
        room: &mut Room,
        mut each: impl FnMut((usize, &Window), &[f32], &mut Room),
    ) {
        let hidden = self.model.encoder.hidden();
        let mut windows = windows.peekable();
        while windows.peek().is_some() {
            let group: Vec<(usize, Window)> = windows.by_ref().take(GROUP_WINDOWS).collect();
            let views: Vec<demarche_encoder::Window<'_>> =
                group.iter().map(|(_, w)| demarche_encoder::Window { ids: &w.ids, shapes: &w.shapes, roles: &w.roles }).collect();
            let mut encoder = std::mem::take(&mut room.encoder);
            let mut read = group.iter();
            for chunk in demarche_encoder::chunks(&views, CHUNK_TOKENS) {
                let states = match self.model.encoder.encode(self.kernel, chunk, &mut encoder) {
                    Ok(states) => states,
                    Err(e) => unreachable!("windows are made to fit the model: {e}"),
                };
                let mut at = 0;
                for (view, (job, window)) in chunk.iter().zip(read.by_ref()) {
                    let length = view.len() * hidden;
                    each((*job, window), &states[at..at + length], room);
                    at += length;
                }
            }
            room.encoder = encoder;
        }
    }

    /// States of a window's words: those of their first pieces.
    fn word_states(&self, window: &Window, states: &[f32]) -> Vec<f32> {
        let hidden = self.model.encoder.hidden();
        let mut out = Vec::with_capacity(window.words.len() * hidden);
        for w in &window.words {
            out.extend_from_slice(&states[w.piece * hidden..][..hidden]);
        }
        out
    }

    fn read_window(
        &self,
        job: &Job<'_>,
        window: &Window,
        states: &[f32],
        options: ReadOptions,
        room: &mut Room,
    ) -> (WindowReading, Evidence) {
        let (text, settings, kernel) = (job.doc.text.as_str(), self.model.settings, self.kernel);
        let hidden = self.model.encoder.hidden();
        let mut out = WindowReading::default();
        let mut evidence = Evidence::default();
        if window.words.is_empty() {
            return (out, evidence);
        }
        let words = self.word_states(window, states);
        let tags = self.model.tags(kernel, &words, room);
        let sentence = |anchor: Anchor| job.layers.sentences_over(window.words[anchor.start].span.cover(window.words[anchor.end - 1].span));
        let cues = detect_cues(window, &tags, settings);
        let anchors: Vec<_> = cues.iter().map(|c| c.0).collect();
        let page = job.page();
        let cue_spans: Vec<Span> = anchors.iter().map(|a| window.words[a.start].span.cover(window.words[a.end - 1].span)).collect();
        for (&cue, (links, classes)) in cues.iter().zip(self.model.claims(kernel, &anchors, &words, room)) {
            let built = build_claim(window, cue, &links, &classes, &cue_spans, &page, settings).filter(|c| keeps(c.confidence, options));
            let made = built.is_some().then_some(out.claims.len());
            out.claims.extend(built);
            evidence.cues.push(Judged {
                anchor: cue.0,
                sentence: sentence(cue.0),
                confidence: cue.1,
                links,
                classes,
                made,
                dropped: None,
                parts: Parts::default(),
            });
        }
        out.parents = claim::parents(&out.claims);

        let mut found = detect_triggers(window, &tags, settings);
        let blaming = evidence
            .cues
            .iter()
            .filter(|cue| cue.made.is_some())
            .filter_map(|cue| Some((cue.anchor, claim::blames(&cue.classes)? * cue.confidence)));
        let added = event::add_blaming(&mut found, blaming);
        let anchors: Vec<_> = found.iter().map(|t| t.0).collect();
        let scored = self.model.events(kernel, &anchors, &words, room);
        let judge = |((anchor, confidence), (link, classes)): (_, (Vec<f32>, _))| Judged {
            anchor,
            sentence: sentence(anchor),
            confidence,
            links: role_probabilities(&link),
            classes,
            made: None,
            dropped: None,
            parts: Parts::default(),
        };
        let mut triggers: Vec<Judged> = found.into_iter().zip(scored).map(judge).collect();
        let is_added = |t: &Judged| added.iter().any(|a| a.start == t.anchor.start);
        triggers.retain(|t| !event::is_particle(window, text, t));
        triggers.retain(|t| !is_added(t) || Coding::from_scores(&t.classes).event_type == EventType::Accuse);
        out.mentions = detect_mentions(window, &tags, settings.mention_bias, text);
        for t in &triggers {
            add_party_mentions(window, text, &tags, t, &mut out.mentions);
        }
        let anchors: Vec<Anchor> = triggers.iter().map(|t| t.anchor).collect();
        let mut mean = Vec::new();
        if options.embeddings || !triggers.is_empty() {
            mean_rows(0..window.ids.len(), states, hidden, &mut mean);
        }
        let topic = if triggers.is_empty() { None } else { self.model.topic(kernel, &mean, room) };
        for t in &mut triggers {
            let span = window.words[t.anchor.start].span.cover(window.words[t.anchor.end - 1].span);
            let holder = claim::holder(&out.claims, span);
            let coding = Coding::from_scores(&t.classes).with_rules(holder.map(|c| out.claims[c].stance));
            let mut parts = assign_roles(window, t, &out.mentions);
            if parts.actors.is_empty() {
                parts.actors.extend(claim::speaker_of_cue(&out.claims, span, &out.mentions).filter(|m| !parts.recipients.contains(m)));
            }
            event::set_right(window, text, t, &out.mentions, coding.event_type, &mut parts);
            let raw = t.confidence * coding.confidence;
            let confidence = settings.events.apply(raw);
            let is_unsure = raw < settings.least_event || !keeps(confidence, options);
            // the codebook: an event names at least one party
            if is_unsure || (parts.actors.is_empty() && parts.recipients.is_empty()) {
                t.parts = parts;
                continue;
            }
            let is_private = |&m: &usize| private::is_private(text, out.mentions[m].span, out.mentions[m].kind, t.sentence);
            if parts.actors.iter().chain(&parts.recipients).all(is_private) {
                (t.dropped, t.parts) = (Some(Dropped::Private), parts);
                continue;
            }
            if self.model.is_off_topic(confidence, topic) {
                (t.dropped, t.parts) = (Some(Dropped::OffTopic), parts);
                continue;
            }
            govern(window, text, t, &anchors, &out.mentions, &mut parts);
            t.made = Some(out.events.len());
            out.events.push(CodedEvent { coding, trigger: span, parts, claim: holder, confidence, embedding: None });
        }
        settle_twins(window, text, &out.mentions, &mut triggers, &mut out.events);
        let mut events: Vec<event::Open<'_>> = Vec::with_capacity(out.events.len());
        for e in &mut out.events {
            let sentence = job.layers.sentences_over(e.trigger);
            events.push(event::Open { trigger: e.trigger, sentence, event_type: e.coding.event_type, parts: &mut e.parts });
        }
        event::count(window, text, &out.mentions, &mut events);
        if options.embeddings {
            for e in &mut out.events {
                let involved = e.parts.actors.iter().chain(&e.parts.recipients).chain(&e.parts.place).map(|&m| out.mentions[m].span);
                let spans: Vec<Span> = involved.chain([e.trigger]).collect();
                let mut own = Vec::new();
                mean_rows(window.words_under(&spans), &words, hidden, &mut own);
                e.embedding = Some(int8(&self.model.embed(kernel, &own, room)));
            }
            out.mean = Some((mean, window.ids.len()));
        }
        evidence.tags = tags;
        evidence.triggers = triggers;
        (out, evidence)
    }

    /// States of `[CLS]`, first and second party; zeros for a side without words.
    fn pair_input(&self, window: &Window, states: &[f32]) -> Vec<f32> {
        let hidden = self.model.encoder.hidden();
        let words = self.word_states(window, states);
        let mut out = states[..hidden].to_vec();
        for role in [1, 2] {
            let rows = window.words.iter().enumerate().filter(|(_, w)| window.roles[w.piece] == role).map(|(i, _)| i);
            mean_rows(rows, &words, hidden, &mut out);
        }
        out
    }

    fn reading(&self, job: Job<'_>, mut read: ReadWindows, answers: &[Vec<f32>], options: ReadOptions, room: &mut Room) -> Reading {
        let Job { doc, layers, language, .. } = job;
        let index = CodePointIndex::new(&doc.text);
        let page = Page { text: &doc.text, sentences: &layers.sentences, published: doc.published };
        let meanings = self.knowledge.as_ref().map(|known| resolve_sections(&mut read.sections, known, page)).unwrap_or_default();
        let is_private = self.knowledge.as_ref().is_some_and(|known| leave_out_quarrels(&mut read.sections, &meanings, known, &doc.text));
        let is_embedded = options.embeddings && language.is_english;
        let skipped =
            (!language.is_english).then(|| Skipped { reason: "language".to_owned(), detail: language.code.unwrap_or("und").to_owned() });
        Reading {
            keeps_text: options.text,
            language: language.code.map(str::to_owned),
            sentences: if skipped.is_none() { layers.sentences } else { Vec::new() },
            skipped,
            sections: read.sections,
            meanings,
            pairs: doc.pairs.iter().zip(answers).map(|(q, scores)| pair_answer(q, scores, &index)).collect(),
            embedding: is_embedded.then(|| base64_int8(&self.document_embedding(&read.means, room))),
            versions: self.versions.clone(),
            is_private,
        }
    }

    /// Embedding of the mean over all windows' pieces.
    fn document_embedding(&self, means: &[(Vec<f32>, usize)], room: &mut Room) -> Vec<i8> {
        let mut mean = vec![0.0f32; self.model.encoder.hidden()];
        let total: usize = means.iter().map(|(_, n)| n).sum();
        for (m, n) in means {
            let weight = *n as f32 / total as f32;
            mean.iter_mut().zip(m).for_each(|(o, x)| *o += weight * x);
        }
        int8(&self.model.embed(self.kernel, &mean, room))
    }
}

/// Modes whose victims may be killed by another act.
const OF_CAPTIVES: [&str; 4] = ["abduct", "torture", "beat", "sexual"];

/// Of triggers that tell one act, each put against the last that is left before it, the surer makes the event: "fired water cannon"
/// ([`event::is_one_act`]), and "were killed when a missile struck" ([`event::is_result`]), where it takes over what only the other
/// knows of parties, place, time and numbers.
fn settle_twins(window: &Window, text: &str, mentions: &[Found], triggers: &mut [Judged], events: &mut Vec<CodedEvent>) {
    let made: Vec<usize> = (0..triggers.len()).filter(|&t| triggers[t].made.is_some()).collect();
    let mut outdone = vec![false; events.len()];
    let mut last = 0;
    for e in 1..events.len() {
        let [a, b] = [&triggers[made[last]], &triggers[made[e]]];
        let [first, second] = [&events[last], &events[e]];
        let is_alike = a.sentence == b.sentence && first.coding.event_type == second.coding.event_type;
        let is_twin = || first.parts.same_parties(&second.parts) && is_one_act(window, text, a.anchor, b.anchor);
        let is_of_captives = |e: &CodedEvent| e.coding.mode.is_some_and(|mode| OF_CAPTIVES.contains(&mode.code()));
        let is_told_twice = || {
            first.coding.event_type == EventType::Assault
                && (first.coding.status, first.claim) == (second.coding.status, second.claim)
                && !is_of_captives(first)
                && !is_of_captives(second)
                && !first.parts.are_at_odds(&second.parts)
                && is_result(window, text, a.anchor, b.anchor)
        };
        if is_alike && (is_twin() || is_told_twice()) {
            let (kept, lost) = if second.confidence > first.confidence { (e, last) } else { (last, e) };
            let parts = std::mem::take(&mut events[lost].parts);
            events[kept].parts.complete(&parts, mentions);
            triggers[made[lost]].parts = parts;
            outdone[lost] = true;
            last = kept;
        } else {
            last = e;
        }
    }
    let mut kept = 0;
    for (&t, &is_outdone) in made.iter().zip(&outdone) {
        if is_outdone {
            triggers[t].dropped = Some(Dropped::SameAct);
        }
        triggers[t].made = (!is_outdone).then_some(kept);
        kept += usize::from(!is_outdone);
    }
    let mut outdone = outdone.into_iter();
    events.retain(|_| !outdone.next().unwrap_or_default());
}

fn keeps(confidence: f32, options: ReadOptions) -> bool {
    confidence * 10_000.0 >= f32::from(options.min_confidence)
}

fn pair_answer(query: &PairQuery, scores: &[f32], index: &CodePointIndex<'_>) -> Pair {
    let p = softmax(scores);
    let best = crate::decode::argmax(&p);
    let all = |spans: &[Span]| spans.iter().map(|s| index.code_points(*s)).collect();
    Pair {
        source: all(&query.source),
        target: all(&query.target),
        event_type: EventType::ALL[best],
        confidence: p[best],
        scores: EventType::ALL.iter().copied().zip(p).collect(),
    }
}

/// A vector scaled so that its largest number is ±127, rounded to int8.
fn int8(v: &[f32]) -> Vec<i8> {
    let top = v.iter().fold(1e-9f32, |a, x| a.max(x.abs()));
    v.iter().map(|x| (x * (127.0 / top)).round_ties_even() as i8).collect()
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn hex_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
