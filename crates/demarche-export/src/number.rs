//! Names of events, the same each time an incident is exported: made of the numbers that the ledger gave its first report.

use demarche_ledger::incidents::cluster::IncidentId;

use crate::case::Dyad;

/// Events of a document and dyads of an incident that a number has room for.
const EVENTS: u64 = 100_000;
const DYADS: u64 = 10_000;

/// The number of an event for formats that ask for one: the document's number, five digits of the event's position in it, four of
/// the dyad's, so that it can be read: `12.e3` is 12 00003 0000. Below 2^53, which tables read as floating point
/// still tell apart, for the first nine million documents. None where a position has more digits.
#[must_use]
pub fn number(id: IncidentId, dyad: &Dyad) -> Option<u64> {
    let (event, dyad) = (u64::from(id.0.event), u64::from(dyad.number));
    if event >= EVENTS || dyad >= DYADS {
        return None;
    }
    id.0.document.0.checked_mul(EVENTS * DYADS)?.checked_add(event * DYADS + dyad)
}

/// The name of an event for formats that take text: the incident's, with the dyad's position behind it but for the first:
/// `12.e3`, `12.e3-1`.
#[must_use]
pub fn name(id: IncidentId, dyad: &Dyad) -> String {
    if dyad.number == 0 { id.0.to_string() } else { format!("{}-{}", id.0, dyad.number) }
}

#[cfg(test)]
mod tests {
    use demarche_ledger::report::{DocumentId, ReportId};
    use proptest::prelude::*;

    use super::*;

    fn id(document: u64, event: u32) -> IncidentId {
        IncidentId(ReportId { document: DocumentId(document), event })
    }

    fn dyad(number: u32) -> Dyad {
        Dyad { number, actor: None, recipient: None }
    }

    #[test]
    fn numbers_read_as_they_are_made() {
        assert_eq!(number(id(12, 3), &dyad(0)), Some(12_000_030_000));
        assert_eq!(number(id(12, 3), &dyad(7)), Some(12_000_030_007));
        assert_eq!(number(id(1, 100_000), &dyad(0)), None);
        assert_eq!(number(id(u64::MAX, 0), &dyad(0)), None);
        assert!(number(id(9_000_000, 99_999), &dyad(9_999)).unwrap() < 1 << 53);
        assert_eq!((name(id(12, 3), &dyad(0)).as_str(), name(id(12, 3), &dyad(2)).as_str()), ("12.e3", "12.e3-2"));
    }

    proptest! {
        #[test]
        fn no_two_events_share_a_number(a in (1u64..1 << 24, 0u32..100_000, 0u32..10_000), b in (1u64..1 << 24, 0u32..100_000, 0u32..10_000)) {
            let of = |(document, event, n): (u64, u32, u32)| number(id(document, event), &dyad(n));
            prop_assert_eq!(of(a) == of(b), a == b);
        }
    }
}
