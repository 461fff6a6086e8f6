//! An explanation made by hand, with every kind of reason that there is.

use demarche::codebook::{Context, EventType, Kind, Stance, Status};
use demarche::explain::{
    AppliedRule, Candidate, Choice, ClaimReasons, DroppedCue, DroppedTrigger, EXPLAIN_SCHEMA, EventReasons, Explanation, FromRole,
    LanguageReasons, LostBy, LostCandidate, LostMention, MeaningReasons, MentionReasons, Player, RoleReasons, SentenceReasons, Weighed,
    Words,
};
use demarche::record::{CodePoints, How, Mention};

use super::Article;

const TEXT: &str = "“Paris will meet Berlin on Monday,” José Núñez 🙂 hinted, warned\r\nof rain. The sky was grey.";

/// Two sentences: one with a claim, an event and a dropped one of each, one with nothing.
pub fn explained(id: &str) -> Explanation {
    explained_with(id, "José Núñez")
}

/// The same, said by somebody of this name.
pub fn explained_with(id: &str, speaker: &str) -> Explanation {
    let text = TEXT.replace("José Núñez", speaker);
    let mut a = Article::new(id, &text);
    let end = a.first("The sky").0;
    a.record.sentences = vec![CodePoints(0, end - 1), CodePoints(end, text.chars().count())];
    a.record.published = Some(jiff::civil::date(2025, 1, 2));
    a.mention("Paris", 1, Kind::Place, "FRA/GOV Government of France").how = Some(how("capital", Some("Paris, USA")));
    a.mention("Berlin", 1, Kind::Place, "DEU/GOV Government of Germany").coref = Some("m0".to_owned());
    a.mention("Monday", 1, Kind::Time, "").how = Some(how("weekday", None));
    a.mention(speaker, 1, Kind::Person, "");
    let (source, cue, content) = (a.first(speaker), a.first("hinted"), a.first("“Paris will meet Berlin on Monday,”"));
    let claim = a.claim(&[source], &[cue], &[content], Stance::Estimate);
    (claim.quoted, claim.speaker) = (true, Some("m3".to_owned()));
    let event = a.event(EventType::Agree, None, Status::Hypothetical, a.first("meet"), (&["Paris"], &[]));
    (event.claims, event.time, event.time_from) = (vec!["c0".to_owned()], Some("m2".to_owned()), Some("sentence".to_owned()));
    let sentences = vec![telling(&a, speaker), silent(&a)];
    let language =
        LanguageReasons { code: Some("en".to_owned()), is_english: true, is_given: false, confidence: 0.98, words: 16, function_words: 5 };
    Explanation { schema: EXPLAIN_SCHEMA, language, sentences, record: a.record }
}

fn how(method: &str, lost_to: Option<&str>) -> Box<How> {
    Box::new(How { method: method.to_owned(), lost_to: lost_to.map(str::to_owned) })
}

fn words(a: &Article, text: &str, probability: f32) -> Words {
    Words { span: a.first(text), text: text.to_owned(), probability }
}

fn weighed<T>(code: T, probability: f32) -> Weighed<T> {
    Weighed { code, probability }
}

fn choice<T>(chosen: (T, f32), lost: Vec<(T, f32)>) -> Choice<T> {
    Choice { chosen: weighed(chosen.0, chosen.1), lost: lost.into_iter().map(|(code, p)| weighed(code, p)).collect() }
}

fn sentence(a: &Article, number: usize) -> SentenceReasons {
    let span = a.record.sentences[number];
    SentenceReasons {
        span,
        text: a.record.text.as_deref().unwrap_or_default().chars().skip(span.0).take(span.1 - span.0).collect(),
        mentions: Vec::new(),
        claims: Vec::new(),
        dropped_cues: Vec::new(),
        events: Vec::new(),
        dropped_triggers: Vec::new(),
        likeliest_cue: None,
        likeliest_trigger: None,
    }
}

fn silent(a: &Article) -> SentenceReasons {
    let (likeliest_cue, likeliest_trigger) = (Some(words(a, "sky", 0.02)), Some(words(a, "grey", 0.11)));
    SentenceReasons { likeliest_cue, likeliest_trigger, ..sentence(a, 1) }
}

fn telling(a: &Article, speaker: &str) -> SentenceReasons {
    let claim = ClaimReasons {
        id: "c0".to_owned(),
        cue: words(a, "hinted", 0.93),
        stance: choice((Stance::Estimate, 0.61), vec![(Stance::Announce, 0.27), (Stance::Deny, 0.002)]),
        source: Some(words(a, speaker, 0.96)),
        lost_sources: vec![words(a, "🙂", 0.34)],
        content: vec![words(a, "“Paris will meet Berlin on Monday,”", 0.95)],
        confidence: 0.88,
    };
    let dropped_cue = DroppedCue {
        cue: words(a, "warned", 0.57),
        reason: "no content",
        stance: choice((Stance::Warn, 0.83), vec![(Stance::Assert, 0.09)]),
        likeliest_content: Some(words(a, "rain", 0.47)),
    };
    let dropped_trigger = DroppedTrigger {
        trigger: words(a, "of rain", 0.52),
        reason: "too unsure",
        event_type: choice((EventType::Aid, 0.44), vec![(EventType::Assault, 0.41)]),
        roles: vec![role(a, "actor", vec![], vec![(3, 0.79, LostBy::Elsewhere)])],
    };
    let mentions = &a.record.mentions;
    SentenceReasons {
        mentions: mentions.iter().enumerate().map(|(n, m)| mention(a, n, m)).collect(),
        claims: vec![claim],
        dropped_cues: vec![dropped_cue],
        events: vec![event(a)],
        dropped_triggers: vec![dropped_trigger],
        ..sentence(a, 0)
    }
}

fn event(a: &Article) -> EventReasons {
    let rule = |changed, from, to, rule: &str| AppliedRule { changed, from, to, rule: rule.to_owned() };
    let mut actor = role(
        a,
        "actor",
        vec![(0, 0.42)],
        vec![(1, 0.38, LostBy::Under(0.12)), (3, 0.72, LostBy::Overlaps("m0".to_owned())), (2, 0.69, LostBy::IsTrigger)],
    );
    actor.chosen[0].from_claim = Some("c0".to_owned());
    EventReasons {
        id: "e0".to_owned(),
        trigger: words(a, "meet", 0.94),
        event_type: choice((EventType::Consult, 0.89), vec![(EventType::Agree, 0.08), (EventType::Request, 0.004)]),
        mode: choice((None, 0.56), vec![(Some("visit"), 0.31)]),
        status: choice((Status::Future, 0.77), vec![(Status::Hypothetical, 0.18)]),
        contexts: vec![weighed(Context::HumanRights, 0.71)],
        next_context: Some(weighed(Context::Economic, 0.32)),
        rules: vec![
            rule("type", "CONSULT", "AGREE", "future CONSULT is AGREE"),
            rule("status", "future", "hypothetical", "held by a claim of stance estimate: future → hypothetical"),
        ],
        roles: vec![
            actor,
            role(a, "recipient", vec![], vec![(1, 0.29, LostBy::Under(0.01)), (3, 0.06, LostBy::Under(0.24))]),
            role(a, "place", vec![], vec![]),
            role(a, "time", vec![(2, 0.14)], vec![]),
            role(a, "quantity", vec![], vec![(2, 0.51, LostBy::Outdone)]),
        ],
        confidence: 0.835,
    }
}

fn role(a: &Article, role: &'static str, chosen: Vec<(usize, f32)>, lost: Vec<(usize, f32, LostBy)>) -> RoleReasons {
    let candidate = |n: usize, probability| {
        let mention = &a.record.mentions[n];
        Candidate { mention: mention.id.clone(), text: mention.text.clone(), probability }
    };
    RoleReasons {
        role,
        chosen: chosen.into_iter().map(|(n, p)| Player { candidate: candidate(n, p), from_claim: None, turn: None }).collect(),
        lost: lost.into_iter().map(|(n, p, reason)| LostCandidate { candidate: candidate(n, p), reason }).collect(),
    }
}

fn mention(a: &Article, n: usize, made: &Mention) -> MentionReasons {
    let meaning = |means: &str, why: &str, known: &[&str]| MeaningReasons {
        means: Some(means).filter(|m| !m.is_empty()).map(str::to_owned).into_iter().collect(),
        method: made.how.as_ref().map(|h| h.method.clone()),
        why: why.to_owned(),
        coref: made.coref.clone(),
        lost_to: made.how.as_ref().and_then(|h| h.lost_to.clone()),
        known: known.iter().map(|&k| k.to_owned()).collect(),
    };
    let mut reasons = MentionReasons {
        id: made.id.clone(),
        span: made.span,
        text: made.text.clone(),
        kind: made.kind,
        probability: made.confidence,
        from_role: None,
        next_kind: None,
        lost: Vec::new(),
        meaning: None,
    };
    match n {
        0 => {
            let known = ["Paris: place of FRA", "Paris, Texas USA: 25000 people"];
            reasons.next_kind = Some(weighed(Kind::Organization, 0.07));
            reasons.meaning = Some(meaning("Government of France (FRA/GOV)", "an acting capital stands for its government", &known));
        }
        1 => {
            let (text, kind) = ("Berlin on".to_owned(), Kind::Person);
            reasons.lost = vec![LostMention { span: a.first("Berlin on"), text, kind, probability: 0.53 }];
            reasons.meaning = Some(meaning("Government of Germany (DEU/GOV)", "", &[]));
        }
        2 => reasons.meaning = Some(meaning("2024-12-30", "a rule of the grammar", &[])),
        _ => {
            reasons.from_role = Some(FromRole { role: "actor", trigger: words(a, "meet", 0.46) });
            reasons.meaning = Some(meaning("", "the tables do not know these words", &[]));
        }
    }
    reasons
}
