use demarche::codebook::Status;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::synthetic;

fn read(record: &Record) -> Article {
    article(record, DocumentId(7)).unwrap()
}

#[test]
fn ids_become_positions_and_mentions_what_they_mean() {
    let record = synthetic::record(3, 80);
    let article = read(&record);
    assert_eq!((article.key.as_str(), article.claims.len(), article.reports.len()), ("doc-3", 2, 2));
    let report = &article.reports[1];
    assert_eq!(report.id, ReportId { document: DocumentId(7), event: 1 });
    assert_eq!((report.trigger.as_str(), report.claim, report.status), ("attacked", Some(1), Status::Actual));
    assert_eq!(report.place.as_ref().map(|p| (p.name.as_str(), p.lat)), Some(("Bełża", Some(50.25))));
    assert_eq!(report.days.map(|d| d.start), record.published);
    assert_eq!(report.values.len(), 1);
    assert_eq!(report.embedding.as_ref().map(Vec::len), Some(synthetic::DIMENSIONS));
    let claim = &article.claims[1];
    assert_eq!(claim.source, claim.holder.as_ref().unwrap().text);
    let words: String = article.text.chars().skip(claim.cue.0).take(claim.cue.1 - claim.cue.0).collect();
    assert_eq!(words, "said");
}

#[test]
fn a_states_bodies_are_one_party_and_others_keep_their_names() {
    for (id, key, why) in [
        ("PRK/GOV", "PRK/GOV", "a government"),
        ("PRK/GOV/choe-son-hui", "PRK/GOV", "a minister counts as her government"),
        ("SDN/MIL/nabil-abdallah", "SDN/MIL", "an army's spokesman counts as the army"),
        ("USA/JUD/some-judge", "USA/JUD", "a judge counts as the courts"),
        ("SDN/REB/rapid-support-forces", "SDN/REB/rapid-support-forces", "an armed group has its name"),
        ("SDN/REB", "SDN/REB", "unnamed rebels"),
        ("LBN/PTY/kataeb", "LBN/PTY/kataeb", "a political party"),
        ("NGO/SOC/amnesty-international", "NGO/SOC/amnesty-international", "an NGO"),
        ("IGO/GOV/nato", "IGO/GOV/nato", "one of many that share a code"),
        ("IGO/MIL/some-mission", "IGO/MIL/some-mission", "state sectors of organisations are no state's"),
        ("UNO/GOV/iaea", "UNO/GOV/iaea", "an agency is not the United Nations"),
        ("UNO/GOV/united-nations", "UNO/GOV", "which are what their officials are"),
        ("EUR/GOV/european-union", "EUR/GOV", "and so is the union"),
        ("PER/ELI/alberto-fujimori", "PER/ELI/alberto-fujimori", "a former president is not another one"),
        ("QAT/JRN/al-jazeera", "QAT/JRN/al-jazeera", "a broadcaster"),
        ("/UNK/somebody", "/UNK/somebody", "no state is known"),
        ("MNC/BUS/a/b", "MNC/BUS/a/b", "whatever the slug"),
    ] {
        let mut parts = id.split('/').map(str::to_owned);
        let (country, sector) = (parts.next().unwrap(), parts.next().unwrap());
        let party = party(&record::Actor { id: id.to_owned(), name: "N".to_owned(), country, sector });
        assert_eq!(party.key(), key, "{why}");
    }
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let refuse = |change: &dyn Fn(&mut Record)| {
        let mut record = synthetic::record(1, 80);
        change(&mut record);
        let unfit = article(&record, DocumentId(1)).unwrap_err();
        assert!(!unfit.hint().is_empty());
        unfit
    };
    assert!(matches!(refuse(&|r| r.schema = "demarche/9".to_owned()), Unfit::Schema { .. }));
    assert_eq!(refuse(&|r| r.text = None), Unfit::NoText);
    assert_eq!(refuse(&|r| r.id.clear()), Unfit::NoId);
    assert_eq!(refuse(&|r| r.text.as_mut().unwrap().push('.')), Unfit::OtherText);
    let gap = refuse(&|r| drop(r.events.remove(0)));
    assert!(gap.hint().contains("--types"), "{gap}");
    assert_eq!(gap.to_string(), "`e1` stands where `e0` should");
    assert_eq!(refuse(&|r| r.events[0].actors[0] = "m99".to_owned()).to_string(), "`e0` refers to `m99`, which is not there");
    assert!(matches!(refuse(&|r| r.events[0].claims[0] = "c9".to_owned()), Unfit::Dangling { .. }));
    assert!(matches!(refuse(&|r| r.events[1].claims[0] = "c-1".to_owned()), Unfit::Dangling { .. }));
    assert!(matches!(refuse(&|r| r.claims[0].parent = Some("e0".to_owned())), Unfit::Dangling { .. }));
    assert!(matches!(refuse(&|r| r.claims[0].content[0].1 = 1_000_000), Unfit::Outside { .. }));
    assert!(matches!(refuse(&|r| r.claims[0].cue = vec![CodePoints(5, 4)]), Unfit::Outside { .. }));
    assert!(matches!(refuse(&|r| r.mentions[0].span.1 += 1), Unfit::Outside { .. }));
    assert!(matches!(refuse(&|r| r.events[0].trigger.clear()), Unfit::NoSpan { part: "trigger", .. }));
    assert!(matches!(refuse(&|r| r.embedding = Some("?".to_owned())), Unfit::Embedding { .. }));
    let reverse = |r: &mut Record| r.mentions.iter_mut().filter_map(|m| m.quantity.as_mut()).for_each(|q| q.high = 0.5);
    assert!(matches!(refuse(&reverse), Unfit::Reversed { .. }));
}

#[test]
fn a_claim_without_a_source_has_none() {
    let mut record = synthetic::record(1, 40);
    record.claims[0].source.clear();
    record.claims[0].speaker = None;
    let claim = &read(&record).claims[0];
    assert_eq!((claim.source.as_str(), claim.holder.as_ref()), ("", None));
}

#[test]
fn what_was_skipped_needs_no_embedding() {
    let mut record = synthetic::record(1, 40);
    record.embedding = None;
    assert!(!is_embedded(&record));
    record.skipped = Some(record::Skipped { reason: "language".to_owned(), detail: "fr".to_owned() });
    assert!(is_embedded(&record));
}

/// Everything in a JSON value that is a number or a string.
fn leaves<'v>(value: &'v mut Value, out: &mut Vec<&'v mut Value>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| leaves(value, out)),
        Value::Object(map) => map.values_mut().for_each(|value| leaves(value, out)),
        Value::Number(_) | Value::String(_) => out.push(value),
        Value::Null | Value::Bool(_) => {}
    }
}

proptest! {
    #[test]
    fn what_is_accepted_holds_together(
        n in 0_u64..50,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            any::<u64>().prop_map(Value::from),
            (0_u64..400).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[mce][0-9]{1,2}".prop_map(Value::from),
            "\\PC{0,9}".prop_map(Value::from),
        ]), 0..4),
    ) {
        let mut value = serde_json::to_value(synthetic::record(n, 80)).unwrap();
        for (index, new) in changes {
            let mut found = Vec::new();
            leaves(&mut value, &mut found);
            let at = index.index(found.len());
            *found[at] = new;
        }
        if let Some(text) = value["text"].as_str() {
            value["text_sha256"] = synthetic::digest(text).into();
        }
        let Ok(record) = serde_json::from_value::<Record>(value) else { return Ok(()) };
        if let Ok(article) = article(&record, DocumentId(1)) {
            prop_assert!(crate::store::check::faults_of(&article).is_empty());
            prop_assert!(article.claims.iter().all(|c| c.parent.is_none_or(|p| (p as usize) < article.claims.len())));
            prop_assert!(article.reports.iter().all(|r| article.chain(r.claim).count() <= article.claims.len()));
        }
    }
}
