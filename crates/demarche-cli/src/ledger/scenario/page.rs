//! A scenario as text, as Markdown and as a page.

use std::fmt::Write as _;

use demarche_monitor::page::{EvidenceRow, HypothesisRow, IncidentRow, Made, NoteRow, ScenarioPage};
use demarche_monitor::scenario::Weight;
use demarche_monitor::scenario::evidence::{Evidence, State};
use demarche_monitor::scenario::report::Report;
use demarche_monitor::scenario::score::{Basis, Score};

use crate::shell::plain;

/// A scenario as a page, with the incidents that its evidence is about.
pub(super) fn html(report: &Report, incidents: Vec<IncidentRow>, made: Made) -> String {
    let hypotheses = ranked(report).into_iter().map(|(score, with)| {
        let [consistent, inconsistent, neutral] = with.pieces;
        HypothesisRow {
            key: score.hypothesis.clone(),
            text: text_of(report, &score.hypothesis).to_owned(),
            score: format!("{} against ({} with what is proposed)", score.inconsistent, with.inconsistent),
            parts: format!("{inconsistent} inconsistent, {consistent} consistent, {neutral} neutral, with what is proposed"),
            state: refuted(report, &score.hypothesis).unwrap_or_default(),
        }
    });
    let hypotheses: Vec<HypothesisRow> = hypotheses.collect();
    let evidence = report.evidence.iter().map(|evidence| {
        let letter = |h: &HypothesisRow| evidence.judgements.of(&h.key).letter().to_string();
        let state = act(evidence).unwrap_or_else(|| evidence.state.word().to_owned());
        let flags = evidence.flags.iter().map(|flag| format!("; {flag}")).collect::<String>();
        EvidenceRow {
            item: evidence.item.clone(),
            day: evidence.day.unwrap_or(evidence.known).to_string(),
            text: evidence.text.clone(),
            incident: evidence.incident.clone(),
            grade: format!("{}, weight {}", evidence.grade, evidence.weight),
            diagnosticity: format!("{:.2}", evidence.diagnosticity),
            fits: hypotheses.iter().map(letter).collect(),
            state: format!("{state}{flags}"),
            is_idle: !matches!(evidence.state, State::Accepted | State::Changed),
        }
    });
    let evidence = evidence.collect();
    let note = |when: &str, text: String| NoteRow { when: when.to_owned(), text };
    let mut hangs: Vec<NoteRow> = sensitivity(&report.score, "that was accepted").into_iter().map(|text| note("accepted", text)).collect();
    hangs.extend(sensitivity(&report.with_proposed, "accepted or proposed").into_iter().map(|text| note("with proposed", text)));
    let history = report.history.iter().map(|point| {
        let sums = |sums: &std::collections::BTreeMap<String, Weight>| {
            sums.iter().map(|(name, sum)| format!("{name} {sum}")).collect::<Vec<_>>().join(", ")
        };
        let known = point.known.iter().map(|item| format!(" + {item}")).chain(point.withdrawn.iter().map(|item| format!(" − {item}")));
        let text =
            format!("against: {}; with what is proposed: {}{}", sums(&point.score), sums(&point.with_proposed), known.collect::<String>());
        note(&point.day.to_string(), text)
    });
    let mut summary =
        vec![format!("Least inconsistent: {}; with what is only proposed: {}.", first(&report.score), first(&report.with_proposed))];
    summary.extend(report.flags.iter().map(|flag| format!("Note: {flag}.")));
    let method = [
        "Hypotheses stand in the order of least inconsistency: the sum of the weights of what speaks against each. What speaks for one may speak for others, and decides nothing.",
        "A weight is reliability × credibility × weight of the indicator, by a table of judgement. Only what an analyst accepted counts in the score.",
    ];
    ScenarioPage {
        name: report.name.clone(),
        question: report.question.clone(),
        summary,
        history: history.collect(),
        hypotheses,
        evidence,
        sensitivity: hangs,
        incidents,
        method: method.map(str::to_owned).into(),
        made,
    }
    .html()
}

/// A scenario in the list.
pub(super) fn line(report: &Report) -> String {
    let first = first(&report.score);
    let counts =
        format!("{} accepted, {} proposed", report.number(State::Accepted) + report.number(State::Changed), report.number(State::Proposed));
    let refuted = report.hypotheses.iter().filter(|h| h.refuted.is_some()).count();
    let refuted = if refuted == 0 { String::new() } else { format!(", {refuted} ruled out") };
    let hypotheses = report.hypotheses.len();
    plain(&format!("{}: {} – first: {first}; {hypotheses} hypotheses{refuted}; {counts}", report.name, report.question)) + "\n"
}

/// The hypotheses that stand first.
fn first(basis: &Basis) -> String {
    match (basis.evidence, basis.order.first()) {
        (0, _) | (_, None) => "–".to_owned(),
        (_, Some(names)) => names.join(" = "),
    }
}

fn order(order: &[Vec<String>]) -> String {
    order.iter().map(|same| same.join(" = ")).collect::<Vec<_>>().join(" < ")
}

/// Scores of both bases, those of least inconsistency first, those ruled out last.
fn ranked(report: &Report) -> Vec<(&Score, &Score)> {
    let mut both: Vec<(&Score, &Score)> = report.score.scores.iter().zip(&report.with_proposed.scores).collect();
    both.sort_by_key(|(score, _)| (score.rank.is_none(), score.rank));
    both
}

fn text_of<'r>(report: &'r Report, name: &str) -> &'r str {
    report.hypotheses.iter().find(|h| h.name == name).map_or("", |h| h.text.as_str())
}

/// Who ruled a hypothesis out.
fn refuted(report: &Report, name: &str) -> Option<String> {
    let act = report.hypotheses.iter().find(|h| h.name == name)?.refuted.as_ref()?;
    let why = if act.why.is_empty() { String::new() } else { format!(": {}", act.why) };
    Some(format!("ruled out by {} at {}{why}", act.who, act.at))
}

/// What an analyst did with a piece of evidence.
fn act(evidence: &Evidence) -> Option<String> {
    let act = evidence.act.as_ref()?;
    let why = if act.why.is_empty() { String::new() } else { format!(": {}", act.why) };
    let verb = if act.said.added.is_some() && evidence.state == State::Accepted { "added" } else { evidence.state.word() };
    Some(format!("{verb} by {} at {}{why}", act.who, act.at))
}

/// What becomes of the order, in sentences.
fn sensitivity(basis: &Basis, what: &str) -> Vec<String> {
    if basis.evidence == 0 {
        return vec![format!("Nothing {what} counts, so nothing carries the order.")];
    }
    let mut out = Vec::new();
    match basis.carried_by.split_first() {
        None => out.push(format!("No single piece {what} carries the first place.")),
        Some((most, rest)) => {
            let more = if rest.is_empty() { String::new() } else { format!("; so does each of {}", rest.join(", ")) };
            out.push(format!("“{most}” carries the first place{more}."));
        }
    }
    for one in basis.sensitivity.iter().filter(|s| s.changes_order) {
        if let Some(without) = &one.order_without {
            out.push(format!("Without “{}” the order is {}.", one.item, order(without)));
        }
    }
    out
}

fn weights(report: &Report, of: impl Fn(&str) -> Option<Weight>) -> Vec<String> {
    report.hypotheses.iter().map(|h| of(&h.name).map_or_else(|| "–".to_owned(), |w| w.to_string())).collect()
}

/// For a terminal.
pub(super) fn text(report: &Report) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", plain(&report.name), plain(&report.question));
    let since = report.since.map(|day| format!(", incidents since {day}")).unwrap_or_default();
    let _ = writeln!(out, "As known on {}{since}.", report.until);
    for flag in &report.flags {
        let _ = writeln!(out, "Note: {}.", plain(flag));
    }

    out += "\nHypotheses, least inconsistency first\n";
    let width = report.hypotheses.iter().map(|h| h.name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(out, "  rank  against  with proposed    for   {:<width$}", "hypothesis");
    for (score, both) in ranked(report) {
        let rank = score.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
        let _ = writeln!(
            out,
            "  {rank:>4}  {:>7}  {:>13}  {:>5}   {:<width$}  {}",
            score.inconsistent,
            both.inconsistent,
            score.consistent,
            plain(&score.hypothesis),
            plain(text_of(report, &score.hypothesis))
        );
        if let Some(refuted) = refuted(report, &score.hypothesis) {
            let _ = writeln!(out, "  {:>41}{:width$}{}", "", "", plain(&refuted));
        }
    }

    out += "\nEvidence: C consistent, I inconsistent, N neutral; small letters do not count in the score\n";
    let columns: Vec<(String, usize)> = report.hypotheses.iter().map(|h| (plain(&h.name), h.name.chars().count().max(1))).collect();
    let head = columns.iter().map(|(name, width)| format!("{name:>width$}")).collect::<Vec<_>>().join(" ");
    let indent = head.chars().count() + 4;
    let _ = writeln!(out, "  {head}  weight  grade  tells apart  known       state      item");
    for evidence in &report.evidence {
        let is_in = matches!(evidence.state, State::Accepted | State::Changed);
        let letters = columns.iter().zip(&report.hypotheses).map(|((_, width), h)| {
            let letter = evidence.judgements.of(&h.name).letter();
            format!("{:>width$}", if is_in { letter } else { letter.to_ascii_lowercase() })
        });
        let _ = writeln!(
            out,
            "  {}  {:>6}  {:<5}  {:>11.2}  {}  {:<9}  {}",
            letters.collect::<Vec<_>>().join(" "),
            evidence.weight,
            evidence.grade,
            evidence.diagnosticity,
            evidence.known,
            evidence.state.word(),
            plain(&evidence.item)
        );
        let told = if evidence.sources.is_empty() { String::new() } else { format!(" – {}", evidence.sources.join(", ")) };
        let _ = writeln!(out, "{:indent$}{}", "", plain(&format!("{}{told}", evidence.text)));
        if let Some(act) = act(evidence) {
            let _ = writeln!(out, "{:indent$}{}", "", plain(&act));
        }
        for flag in &evidence.flags {
            let _ = writeln!(out, "{:indent$}! {}", "", plain(flag));
        }
    }
    if report.evidence.is_empty() {
        out += "  none\n";
    }

    out += "\nWhat carries the order\n";
    for sentence in sensitivity(&report.score, "that was accepted") {
        let _ = writeln!(out, "  {}", plain(&sentence));
    }
    if report.with_proposed != report.score {
        out += "  With what is only proposed:\n";
        for sentence in sensitivity(&report.with_proposed, "accepted or proposed") {
            let _ = writeln!(out, "    {}", plain(&sentence));
        }
    }

    out += "\nHistory: weight against each hypothesis, and with what was only proposed\n";
    let columns: Vec<(String, usize)> = columns.into_iter().map(|(name, width)| (name, width.max(6))).collect();
    let head = columns.iter().map(|(name, width)| format!("{name:>width$}")).collect::<Vec<_>>().join(" ");
    let _ = writeln!(out, "  day         {head} | {head}");
    for point in &report.history {
        let row =
            |weights: Vec<String>| weights.iter().zip(&columns).map(|(w, (_, width))| format!("{w:>width$}")).collect::<Vec<_>>().join(" ");
        let score = row(weights(report, |name| point.score.get(name).copied()));
        let both = row(weights(report, |name| point.with_proposed.get(name).copied()));
        let _ = writeln!(out, "  {}  {score} | {both}  {}", point.day, plain(&happened(&point.known, &point.withdrawn)));
    }
    if report.history.is_empty() {
        out += "  none\n";
    }
    out
}

fn happened(known: &[String], withdrawn: &[String]) -> String {
    let each = known.iter().map(|item| format!("+ {item}")).chain(withdrawn.iter().map(|item| format!("− {item}")));
    each.collect::<Vec<_>>().join("  ")
}

/// For a report.
pub(super) fn markdown(report: &Report) -> String {
    let cell = |text: &str| escape(text);
    let mut out = format!("# {}\n\n**{}** As known on {}.\n", cell(&report.name), cell(&report.question), report.until);
    if !report.flags.is_empty() {
        out += "\n";
        for flag in &report.flags {
            let _ = writeln!(out, "- Note: {}.", cell(flag));
        }
    }
    out += "\n## Hypotheses\n\nLeast weighted inconsistency first.\n\n";
    out += "| rank | hypothesis | against | with proposed | for | |\n|---:|---|---:|---:|---:|---|\n";
    for (score, both) in ranked(report) {
        let rank = score.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
        let refuted = refuted(report, &score.hypothesis).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {rank} | **{}** {} | {} | {} | {} | {} |",
            cell(&score.hypothesis),
            cell(text_of(report, &score.hypothesis)),
            score.inconsistent,
            both.inconsistent,
            score.consistent,
            cell(&refuted)
        );
    }
    out += "\n## Evidence\n\nC consistent, I inconsistent, N neutral. What is not accepted stands in brackets.\n\n| known | item | what | grade | weight | tells apart |";
    for hypothesis in &report.hypotheses {
        let _ = write!(out, " {} |", cell(&hypothesis.name));
    }
    out += "\n|---|---|---|---|---:|---:|";
    out += &":---:|".repeat(report.hypotheses.len());
    out += "\n";
    for evidence in &report.evidence {
        let mut what = vec![evidence.text.clone()];
        if !evidence.sources.is_empty() {
            what.push(format!("told by {}", evidence.sources.join(", ")));
        }
        what.push(act(evidence).unwrap_or_else(|| evidence.state.word().to_owned()));
        what.extend(evidence.flags.iter().cloned());
        let _ = write!(
            out,
            "| {} | {} | {} | {} | {} | {:.2} |",
            evidence.known,
            cell(&evidence.item),
            cell(&what.join("; ")),
            evidence.grade,
            evidence.weight,
            evidence.diagnosticity
        );
        let is_in = matches!(evidence.state, State::Accepted | State::Changed);
        for hypothesis in &report.hypotheses {
            let letter = evidence.judgements.of(&hypothesis.name).letter();
            let _ = if is_in { write!(out, " {letter} |") } else { write!(out, " ({letter}) |") };
        }
        out += "\n";
    }
    out += "\n## What carries the order\n\n";
    for sentence in sensitivity(&report.score, "that was accepted") {
        let _ = writeln!(out, "- {}", cell(&sentence));
    }
    if report.with_proposed != report.score {
        for sentence in sensitivity(&report.with_proposed, "accepted or proposed") {
            let _ = writeln!(out, "- With what is only proposed: {}", cell(&sentence));
        }
    }
    out += "\n## History\n\n| day | what |";
    for hypothesis in &report.hypotheses {
        let _ = write!(out, " {} |", cell(&hypothesis.name));
    }
    out += "\n|---|---|";
    out += &"---:|".repeat(report.hypotheses.len());
    out += "\n";
    for point in &report.history {
        let _ = write!(out, "| {} | {} |", point.day, cell(&happened(&point.known, &point.withdrawn)));
        let score = weights(report, |name| point.score.get(name).copied());
        let both = weights(report, |name| point.with_proposed.get(name).copied());
        for (score, both) in score.iter().zip(&both) {
            let _ = write!(out, " {score} ({both}) |");
        }
        out += "\n";
    }
    out += "\nWeight against each hypothesis on each day; in brackets with what was only proposed.\n";
    out
}

/// What could be read as Markdown is text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
