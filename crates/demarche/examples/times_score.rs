//! Scores `resolve::time` on public sets of times.
//!
//! `cargo run --release --example times_score -- --data DIR [--show dev|wars|news]`, where DIR holds `times/recognizers.jsonl`
//! (specifications of Recognizers-Text), `times/wikiwars.jsonl` and, for `--show news`, `attribution/dev.jsonl`. `--show` prints
//! what is wrong in the development halves, or every time in news.
#![allow(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::path::Path;

use demarche::resolve::time::{Interval, TimeExpression, find};
use jiff::civil::Date;
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let data = option("--data").ok_or("usage: times_score --data DIR [--show dev|wars|news]")?;
    let show = option("--show").unwrap_or_default();
    let data = Path::new(&data);
    if show == "news" {
        return news(&rows(&data.join("attribution/dev.jsonl"))?);
    }
    recognizers(&rows(&data.join("times/recognizers.jsonl"))?, show == "dev");
    wars(&rows(&data.join("times/wikiwars.jsonl"))?, show == "wars");
    Ok(())
}

fn rows(path: &Path) -> Result<Vec<Value>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn text(row: &Value) -> &str {
    row["text"].as_str().unwrap_or("")
}

fn published(row: &Value) -> Option<Date> {
    row["published"].as_str()?.parse().ok()
}

/// Bytes under a span in code points.
fn bytes(text: &str, span: &Value) -> (usize, usize) {
    let at = |n: &Value| {
        let n = usize::try_from(n.as_u64().unwrap_or(0)).unwrap_or(0);
        text.char_indices().nth(n).map_or(text.len(), |(i, _)| i)
    };
    (at(&span[0]), at(&span[1]))
}

/// The expression that overlaps a gold span most.
fn over(found: &[TimeExpression], (start, end): (usize, usize)) -> Option<&TimeExpression> {
    let shared = |e: &TimeExpression| e.span.end().min(end).saturating_sub(e.span.start().max(start));
    found.iter().filter(|e| shared(e) > 0).max_by_key(|e| shared(e))
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:5.1} % ({part}/{whole})", 100.0 * part as f64 / whole.max(1) as f64)
}

/// Right: the interval is among those given. Range ends are exclusive in the set. "End of month" is left out, and what gives
/// one bound only is counted apart, by that bound.
fn recognizers(rows: &[Value], show: bool) {
    for (name, odd) in [("even rows (development)", 0), ("odd rows (held out)", 1)] {
        let mut counts = [[0usize; 2]; 5];
        for (n, row) in rows.iter().enumerate().filter(|(n, _)| n % 2 == odd) {
            let found = find(text(row), published(row));
            for time in row["times"].as_array().into_iter().flatten() {
                let words = time["text"].as_str().unwrap_or("");
                let kind = time["type"].as_str().unwrap_or("");
                let values: Vec<&Value> = time["values"].as_array().into_iter().flatten().collect();
                if !matches!(kind, "date" | "daterange") || values.is_empty() || words.contains("end of month") {
                    continue;
                }
                let hit = over(&found, bytes(text(row), &time["span"]));
                let interval = hit.and_then(|e| e.interval);
                let is_unresolved = values.iter().all(|v| v["value"] == "not resolved");
                let is_open = kind == "daterange" && !is_unresolved && values.iter().all(|v| v["start"].is_null() || v["end"].is_null());
                let right = if is_unresolved { interval.is_none() } else { values.iter().any(|v| is_value(interval, v, false)) };
                let loose = if is_unresolved { right } else { values.iter().any(|v| is_value(interval, v, true)) };
                let class = match (is_unresolved, is_open, kind) {
                    (true, ..) => 4,
                    (_, true, _) => 2,
                    (_, _, "date") => 0,
                    _ => 1,
                };
                counts[class][0] += 1;
                counts[class][1] += usize::from(right);
                if class == 1 {
                    counts[3][0] += 1;
                    counts[3][1] += usize::from(loose);
                }
                if show && odd == 0 && !right {
                    let given: Vec<String> = values.iter().map(|v| format!("{}{}..{}", v["value"], v["start"], v["end"])).collect();
                    let read = hit.map(|e| (e.span.of(text(row)), e.rule));
                    println!("{n} {} | {} | {words} | {given:?} | {read:?} {}", row["published"], text(row), written(interval));
                }
            }
        }
        println!("recognizers, {name}:");
        println!("  date                              {}", percent(counts[0][1], counts[0][0]));
        println!("  daterange, both ends given        {}", percent(counts[1][1], counts[1][0]));
        println!("    end taken as either in- or exclusive {}", percent(counts[3][1], counts[3][0]));
        println!("  daterange, one end given, that    {}", percent(counts[2][1], counts[2][0]));
        println!("  unresolved in the set, and here   {}", percent(counts[4][1], counts[4][0]));
        let (whole, right) = ((1..=2).map(|c| counts[c][0]).sum(), (1..=2).map(|c| counts[c][1]).sum());
        println!("  daterange, all                    {}", percent(right, whole));
    }
}

fn written(interval: Option<Interval>) -> String {
    interval.map_or_else(|| "-".into(), |i| format!("{}..{}", i.start, i.end))
}

fn is_value(interval: Option<Interval>, value: &Value, either: bool) -> bool {
    let Some(interval) = interval else { return false };
    let date = |v: &Value| v.as_str().and_then(|s| s.parse::<Date>().ok());
    if let Some(day) = date(&value["value"]) {
        return interval.start == day && interval.end == day;
    }
    let (start, end) = (date(&value["start"]), date(&value["end"]));
    let ends = |end: Date| end.yesterday().is_ok_and(|e| e == interval.end) || (either && end == interval.end);
    (start.is_some() || end.is_some()) && start.is_none_or(|s| s == interval.start) && end.is_none_or(ends)
}

/// The interval of a TIMEX value with a full day, month, year or week.
fn timex(value: &str) -> Option<(Date, Date)> {
    let numbers: Vec<i16> = value.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let fits = value.split('-').zip([4, 2, 2]).all(|(part, width)| part.len() == width);
    match (fits, numbers[..].len()) {
        (true, 1) => Some((Date::new(numbers[0], 1, 1).ok()?, Date::new(numbers[0], 12, 31).ok()?)),
        (true, 2) => {
            let first = Date::new(numbers[0], i8::try_from(numbers[1]).ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (true, 3) => {
            let day = Date::new(numbers[0], i8::try_from(numbers[1]).ok()?, i8::try_from(numbers[2]).ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// Relaxed spans (any common character) over DATE and TIME; values of DATE points. The set's values have no thirds of a
/// period and leave "since", "by", "until" out of the span: for those the bound is compared, and a third lies in its period.
fn wars(rows: &[Value], show: bool) {
    for (name, range) in [("articles 1-8 (development)", 0..8), ("articles 9-16 (held out)", 8..16)] {
        let (mut gold, mut found_gold, mut read, mut read_right, mut points, mut exact, mut fair) = (0, 0, 0, 0, 0, 0, 0);
        let is_dev = range.start == 0;
        for row in &rows[range] {
            let text = text(row);
            let found = find(text, published(row));
            let times: Vec<&Value> = row["times"].as_array().into_iter().flatten().collect();
            let spans: Vec<(usize, usize)> = times.iter().map(|t| bytes(text, &t["span"])).collect();
            read += found.len();
            for e in &found {
                let is_right = spans.iter().any(|&(s, end)| s < e.span.end() && e.span.start() < end);
                read_right += usize::from(is_right);
                if show && is_dev && !is_right {
                    println!("false {} | {} | {}", row["id"], e.span.of(text), around(text, e.span.start(), e.span.end()));
                }
            }
            for (time, &span) in times.iter().zip(&spans) {
                gold += 1;
                let hit = over(&found, span);
                found_gold += usize::from(hit.is_some());
                if show && is_dev && hit.is_none() {
                    println!("missed {} | {} | {}", row["id"], time["text"], around(text, span.0, span.1));
                }
                let Some((start, end)) = time["value"].as_str().and_then(timex) else { continue };
                if time["type"] != "DATE" {
                    continue;
                }
                points += 1;
                let interval = hit.and_then(|e| e.interval);
                let is_exact = interval.is_some_and(|i| i.start == start && i.end == end);
                let rule = hit.map_or("", |e| e.rule);
                let is_fair = interval.is_some_and(|i| match rule {
                    "since" => i.start >= start && i.start <= end,
                    "by" | "until" => i.end >= start && i.end <= end,
                    "early, mid or late" => start <= i.start && i.end <= end,
                    "range" | "years" => i.start == start || i.end == end,
                    _ => false,
                });
                exact += usize::from(is_exact);
                fair += usize::from(is_exact || is_fair);
                if show && is_dev && !is_exact && !is_fair {
                    let read = hit.map(|e| (e.span.of(text), e.rule));
                    println!(
                        "value {} | {} {} | {read:?} {} | {}",
                        row["id"],
                        time["text"],
                        time["value"],
                        written(interval),
                        around(text, span.0, span.1)
                    );
                }
            }
        }
        let (precision, recall) = (read_right as f64 / f64::max(read as f64, 1.0), found_gold as f64 / f64::max(f64::from(gold), 1.0));
        println!("wikiwars, {name}:");
        let f1 = 200.0 * precision * recall / (precision + recall);
        println!("  relaxed spans  P {:.1}  R {:.1}  F1 {f1:.1}", 100.0 * precision, 100.0 * recall);
        println!("  value of DATE points: equal       {}", percent(exact, points));
        println!("  equal, or the bound or third      {}", percent(fair, points));
    }
}

fn around(text: &str, start: usize, end: usize) -> String {
    let from = (start.saturating_sub(50)..=start).find(|&i| text.is_char_boundary(i)).unwrap_or(start);
    let to = (end..=(end + 30).min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(end);
    text[from..to].replace('\n', " ")
}

/// Every time in every article, to be read by a person.
fn news(rows: &[Value]) -> Result<(), Failure> {
    for row in rows {
        let text = text(row);
        for e in find(text, published(row)) {
            let mark = format!(
                "{}[{}]{}",
                around(text, e.span.start(), e.span.start()),
                e.span.of(text),
                around(text, e.span.end(), e.span.end())
            );
            println!("{} | {} | {} | {}", row["published"].as_str().unwrap_or(""), written(e.interval), e.rule, mark.replace('\n', " "));
        }
    }
    Ok(())
}
