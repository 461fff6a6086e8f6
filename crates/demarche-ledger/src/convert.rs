//! A record becomes an article: ids become positions, mentions become the parties, places, days and numbers they stand for.
//!
//! Records come from files that anybody may have written. What does not hold together is refused with the reason, not
//! mended: an id that leads nowhere, a span outside the text, words that are not those under their span.

use base64::Engine as _;
use demarche::codebook::QuantityRole;
use demarche::reader::hex_digest;
use demarche::record::{self, CodePoints, Mention, Record, SCHEMA};
use demarche::span::CodePointIndex;

use crate::report::{Article, Claim, Days, DocumentId, Named, Party, Report, ReportId, Spot, Value};

/// Why a record cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Another format.
    #[error("its schema is `{found}`, not `{SCHEMA}`")]
    Schema {
        /// What it says.
        found: String,
    },
    /// Coded with `--no-text`.
    #[error("it holds no text")]
    NoText,
    /// Coded without `--embeddings`.
    #[error("it holds no embeddings")]
    NoEmbeddings,
    /// An empty id.
    #[error("its id is empty")]
    NoId,
    /// The text is not the one that was coded.
    #[error("its text is not the one that its `text_sha256` is of")]
    OtherText,
    /// Ids are not consecutive, as after a filter.
    #[error("`{id}` stands where `{expected}` should")]
    Gap {
        /// The id found.
        id: String,
        /// The id that its position asks for.
        expected: String,
    },
    /// An id without an item.
    #[error("`{from}` refers to `{to}`, which is not there")]
    Dangling {
        /// The item that refers.
        from: String,
        /// The id.
        to: String,
    },
    /// A span that the text does not have.
    #[error("`{of}` has the span {start}–{end}, which the text does not have")]
    Outside {
        /// The item.
        of: String,
        /// First code point.
        start: usize,
        /// One past the last.
        end: usize,
    },
    /// A trigger, cue or content without a span.
    #[error("`{of}` has no span for its {part}")]
    NoSpan {
        /// The item.
        of: String,
        /// Its part.
        part: &'static str,
    },
    /// Days or a number whose end comes before its start.
    #[error("`{of}` ends before it begins")]
    Reversed {
        /// The mention.
        of: String,
    },
    /// An embedding that is not base64.
    #[error("the embedding of `{of}` is not base64")]
    Embedding {
        /// The event, or the document.
        of: String,
    },
}

impl Unfit {
    /// What the user can do.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoText => "code it again without --no-text: the ledger shows the words that everything rests on",
            Self::NoEmbeddings => "code it again with --embeddings: copies and incidents are found by them",
            Self::Gap { .. } => {
                "the ledger takes whole records: code without --types, --parties and --min-confidence, and filter when you ask"
            }
            Self::Schema { .. } => "give articles, or what `demarche code` of this version wrote",
            _ => "the record was changed after it was coded; code the article again",
        }
    }
}

/// Sectors of a state's own bodies.
const STATE_SECTORS: [&str; 6] = ["GOV", "MIL", "LEG", "JUD", "SPY", "COP"];
/// Codes that gather parties of no one state (codebook, section 2).
const GATHERING: [&str; 7] = ["UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"];
/// Unions that have a country code of their own: as parties they are what their officials are.
const UNIONS: [(&str, &str); 2] = [("UNO", "united-nations"), ("EUR", "european-union")];

/// True where a party's key keeps the slug (DESIGN, section 5).
///
/// A state's bodies, and who holds an office in them, count as `COUNTRY/SECTOR`: minister, ministry and "Seoul" are one party. The
/// United Nations and the European Union as such count as their officials do. Whatever else has a name keeps it: armed groups,
/// political parties, NGOs, firms, organisations (many share `IGO/GOV`), and persons who speak for no state: a former president
/// is not another one, and that a guerrilla speaks for his group is not in the record.
#[must_use]
pub fn keeps_slug(country: &str, sector: &str, slug: &str) -> bool {
    let is_state = !country.is_empty() && !GATHERING.contains(&country);
    !(slug.is_empty() || (is_state && STATE_SECTORS.contains(&sector)) || UNIONS.contains(&(country, slug)))
}

/// The party that an actor of a record is.
#[must_use]
pub fn party(actor: &record::Actor) -> Party {
    let slug = actor.id.splitn(3, '/').nth(2).unwrap_or_default();
    let slug = if keeps_slug(&actor.country, &actor.sector, slug) { slug } else { "" };
    Party { country: actor.country.clone(), sector: actor.sector.clone(), slug: slug.to_owned(), name: actor.name.clone() }
}

/// The article of a record, to be numbered `id`. A record that was skipped for its language gives an article without claims
/// and reports. Embeddings are taken over where they are; see [`is_embedded`].
///
/// # Errors
/// What does not hold together.
pub fn article(record: &Record, id: DocumentId) -> Result<Article, Unfit> {
    if record.schema != SCHEMA {
        return Err(Unfit::Schema { found: record.schema.clone() });
    }
    if record.id.is_empty() {
        return Err(Unfit::NoId);
    }
    let text = record.text.as_deref().ok_or(Unfit::NoText)?;
    if hex_digest(text.as_bytes()) != record.text_sha256 {
        return Err(Unfit::OtherText);
    }
    let page = Page { text, index: CodePointIndex::new(text), record };
    in_order('m', record.mentions.iter().map(|m| m.id.as_str()))?;
    in_order('c', record.claims.iter().map(|c| c.id.as_str()))?;
    in_order('e', record.events.iter().map(|e| e.id.as_str()))?;
    Ok(Article {
        id,
        key: record.id.clone(),
        published: record.published,
        publisher: record.publisher.clone(),
        url: record.url.clone(),
        title: record.title.clone(),
        text: text.to_owned(),
        text_sha256: record.text_sha256.clone(),
        embedding: embedding("document", record.embedding.as_deref())?,
        claims: (0..).zip(&record.claims).map(|(n, claim)| page.claim(n, claim)).collect::<Result<_, _>>()?,
        reports: (0..)
            .zip(&record.events)
            .map(|(n, event)| page.report(ReportId { document: id, event: n }, event))
            .collect::<Result<_, _>>()?,
    })
}

/// True where document and events have their embeddings, or there is nothing to embed.
#[must_use]
pub fn is_embedded(record: &Record) -> bool {
    record.skipped.is_some() || (record.embedding.is_some() && record.events.iter().all(|e| e.embedding.is_some()))
}

/// The number of an id such as `m7`.
fn number(prefix: char, id: &str) -> Option<usize> {
    let digits = id.strip_prefix(prefix)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn in_order<'r>(prefix: char, ids: impl Iterator<Item = &'r str>) -> Result<(), Unfit> {
    for (position, id) in ids.enumerate() {
        if number(prefix, id) != Some(position) {
            return Err(Unfit::Gap { id: id.to_owned(), expected: format!("{prefix}{position}") });
        }
    }
    Ok(())
}

fn embedding(of: &str, base64: Option<&str>) -> Result<Option<Vec<i8>>, Unfit> {
    let Some(base64) = base64 else { return Ok(None) };
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64).map_err(|_| Unfit::Embedding { of: of.to_owned() })?;
    Ok(Some(bytes.into_iter().map(u8::cast_signed).collect()))
}

/// A record with its text.
struct Page<'r> {
    text: &'r str,
    index: CodePointIndex<'r>,
    record: &'r Record,
}

impl<'r> Page<'r> {
    /// The words under a span.
    fn words(&self, of: &str, span: CodePoints) -> Result<&'r str, Unfit> {
        let bytes = self.index.bytes(span).filter(|bytes| !bytes.is_empty());
        bytes.map(|bytes| bytes.of(self.text)).ok_or_else(|| Unfit::Outside { of: of.to_owned(), start: span.0, end: span.1 })
    }

    /// The words of a part in several pieces, with a space between pieces.
    fn joined(&self, of: &str, spans: &[CodePoints]) -> Result<String, Unfit> {
        let pieces = spans.iter().map(|&span| self.words(of, span)).collect::<Result<Vec<_>, _>>()?;
        Ok(pieces.join(" "))
    }

    /// From the first to the last character of a part.
    fn cover(&self, of: &str, part: &'static str, spans: &[CodePoints]) -> Result<CodePoints, Unfit> {
        for &span in spans {
            self.words(of, span)?;
        }
        let (start, end) = (spans.iter().map(|s| s.0).min(), spans.iter().map(|s| s.1).max());
        start.zip(end).map(|(start, end)| CodePoints(start, end)).ok_or_else(|| Unfit::NoSpan { of: of.to_owned(), part })
    }

    fn mention(&self, from: &str, id: &str) -> Result<&'r Mention, Unfit> {
        let mention = number('m', id).and_then(|n| self.record.mentions.get(n));
        let mention = mention.ok_or_else(|| Unfit::Dangling { from: from.to_owned(), to: id.to_owned() })?;
        if self.words(id, mention.span)? != mention.text {
            return Err(Unfit::Outside { of: id.to_owned(), start: mention.span.0, end: mention.span.1 });
        }
        Ok(mention)
    }

    fn named(&self, from: &str, id: &str) -> Result<Named, Unfit> {
        let mention = self.mention(from, id)?;
        let mut parties: Vec<Party> = Vec::with_capacity(mention.actors.len());
        for actor in mention.actors.iter().map(party) {
            if parties.iter().all(|p| p.key() != actor.key()) {
                parties.push(actor);
            }
        }
        Ok(Named { text: mention.text.clone(), span: mention.span, parties })
    }

    fn claim_number(&self, from: &str, id: &str) -> Result<u32, Unfit> {
        let known = number('c', id).filter(|&n| n < self.record.claims.len());
        let known = known.and_then(|n| u32::try_from(n).ok());
        known.ok_or_else(|| Unfit::Dangling { from: from.to_owned(), to: id.to_owned() })
    }

    fn claim(&self, number: u32, claim: &record::Claim) -> Result<Claim, Unfit> {
        let id = claim.id.as_str();
        Ok(Claim {
            number,
            source: self.joined(id, &claim.source)?,
            holder: claim.speaker.as_deref().map(|speaker| self.named(id, speaker)).transpose()?,
            cue: self.cover(id, "cue", &claim.cue)?,
            content: self.cover(id, "content", &claim.content)?,
            stance: claim.stance,
            parent: claim.parent.as_deref().map(|parent| self.claim_number(id, parent)).transpose()?,
        })
    }

    fn report(&self, report: ReportId, event: &record::Event) -> Result<Report, Unfit> {
        let id = event.id.as_str();
        let all_named = |ids: &[String]| ids.iter().map(|m| self.named(id, m)).collect::<Result<Vec<_>, _>>();
        self.cover(id, "trigger", &event.trigger)?;
        let place = event.place.as_deref().map(|m| self.mention(id, m)).transpose()?;
        let time = event.time.as_deref().map(|m| self.mention(id, m)).transpose()?;
        let values = event.quantities.iter().map(|m| self.value(id, m)).collect::<Result<Vec<_>, _>>()?;
        Ok(Report {
            id: report,
            event_type: event.event_type,
            mode: event.mode.clone(),
            context: event.context.clone(),
            status: event.status,
            trigger: self.joined(id, &event.trigger)?,
            trigger_spans: event.trigger.clone(),
            actors: all_named(&event.actors)?,
            recipients: all_named(&event.recipients)?,
            place: place.and_then(|m| m.place.as_deref()).map(spot),
            days: time.and_then(|m| Some((m, m.time.as_deref()?))).map(|(m, time)| days(&m.id, time)).transpose()?,
            values: values.into_iter().flatten().collect(),
            claim: event.claims.first().map(|claim| self.claim_number(id, claim)).transpose()?,
            confidence: event.confidence,
            embedding: embedding(id, event.embedding.as_deref())?,
        })
    }

    /// The number that a mention states; none where it was not resolved.
    fn value(&self, from: &str, id: &str) -> Result<Option<Value>, Unfit> {
        let mention = self.mention(from, id)?;
        let Some(quantity) = mention.quantity.as_deref() else { return Ok(None) };
        if quantity.low.partial_cmp(&quantity.high).is_none_or(std::cmp::Ordering::is_gt) {
            return Err(Unfit::Reversed { of: id.to_owned() });
        }
        Ok(Some(Value {
            role: quantity.role.unwrap_or(QuantityRole::Other),
            low: quantity.low,
            high: quantity.high,
            unit: quantity.unit.clone().unwrap_or_default(),
            qualifier: quantity.qualifier.clone(),
            span: mention.span,
        }))
    }
}

fn spot(place: &record::Place) -> Spot {
    Spot {
        name: place.name.clone(),
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        lat: place.lat.is_finite().then_some(place.lat),
        lon: place.lon.is_finite().then_some(place.lon),
    }
}

fn days(of: &str, time: &record::Time) -> Result<Days, Unfit> {
    if time.start > time.end {
        return Err(Unfit::Reversed { of: of.to_owned() });
    }
    Ok(Days { start: time.start, end: time.end, approximate: time.approximate })
}

#[cfg(test)]
mod tests;
