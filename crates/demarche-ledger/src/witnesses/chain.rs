//! How a report is attributed: publisher, quoted, quoted by them, and what each link holds about what stands inside it.
//!
//! A claim's stance gives the position of its source toward its content (codebook, section 3). The content of an outer claim
//! is that the next source holds what it holds; only the innermost link is about the event itself. So in "officials said that
//! Oruland denied the raid" Oruland denies the raid, and officials assert that Oruland denies it: they hold nothing on the raid.

use demarche::codebook::{Stance, Status};
use serde::{Deserialize, Serialize};

use crate::report::{Article, Claim, Party, Report};

/// What a party holds about an incident (codebook, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Position {
    /// It took place.
    #[serde(rename = "affirms")]
    Affirms,
    /// It did not.
    #[serde(rename = "denies")]
    Denies,
    /// Neither is held.
    #[serde(rename = "neither")]
    Neither,
    /// Judged good or bad as a thing that took place.
    #[serde(rename = "takes as true")]
    TakesAsTrue,
}

impl Position {
    /// The words of the codebook.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Affirms => "affirms",
            Self::Denies => "denies",
            Self::Neither => "neither",
            Self::TakesAsTrue => "takes as true",
        }
    }

    /// Position of a source toward its content: the codebook's column "counts as".
    #[must_use]
    pub const fn of_stance(stance: Stance) -> Self {
        match stance {
            Stance::Announce | Stance::Assert | Stance::Confirm | Stance::Estimate | Stance::Accuse => Self::Affirms,
            Stance::Deny => Self::Denies,
            Stance::Decline | Stance::Warn | Stance::Request | Stance::Commit => Self::Neither,
            Stance::Condemn | Stance::Endorse => Self::TakesAsTrue,
        }
    }

    /// Position of a publisher that tells an event of this status in its own voice.
    #[must_use]
    pub const fn of_status(status: Status) -> Self {
        match status {
            Status::Actual | Status::Historical | Status::Future => Self::Affirms,
            Status::Negated => Self::Denies,
            Status::Hypothetical => Self::Neither,
        }
    }

    /// Position of the innermost source on the event, from both.
    ///
    /// A denial stays one whatever the status: the codebook makes the event inside a `deny` claim negated, so the two are one
    /// "no", not a double one. A source that states a negated event denies it ("said there had been no raid"), and so does one
    /// that condemns or welcomes that it failed to come. Of what is hypothetical nothing is held.
    #[must_use]
    pub const fn of_claim(stance: Stance, status: Status) -> Self {
        match (Self::of_stance(stance), status) {
            (Self::Denies, _) => Self::Denies,
            (Self::Neither, _) | (_, Status::Hypothetical) => Self::Neither,
            (_, Status::Negated) => Self::Denies,
            (position, _) => position,
        }
    }
}

/// What a link's position is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// The event.
    Event,
    /// That the next link holds its own position.
    Next,
}

/// Whether the links outside one hold that it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attested {
    /// Every outer link affirms it or takes it as true.
    Held,
    /// An outer link denies that the statement was made.
    Denied,
    /// An outer link leaves it open (asked, warned, might have said), or the chain is broken.
    Open,
}

/// One link: who holds what about what stands inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link<'a> {
    /// The claim; none for the publisher itself.
    pub claim: Option<&'a Claim>,
    /// What is held.
    pub position: Position,
    /// Of what.
    pub about: About,
    /// Whether it is established that the link says so.
    pub attested: Attested,
    /// An estimate or expectation: affirmed weakly.
    pub weak: bool,
}

impl<'a> Link<'a> {
    /// Parties that hold the claim; empty for the publisher and where the source is unresolved.
    #[must_use]
    pub fn parties(&self) -> &'a [Party] {
        self.claim.and_then(|c| c.holder.as_ref()).map_or(&[], |named| &named.parties)
    }
}

/// The links of one report, the publisher first.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain<'a> {
    /// At least the publisher's.
    pub links: Vec<Link<'a>>,
    /// The event is told as planned or expected.
    pub foretold: bool,
}

impl<'a> Chain<'a> {
    /// The chain of a report of that article. Takes time linear in the number of claims.
    #[must_use]
    pub fn of(article: &'a Article, report: &Report) -> Self {
        let foretold = report.status == Status::Future;
        let Some(innermost) = report.claim else {
            let position = Position::of_status(report.status);
            let own = Link { claim: None, position, about: About::Event, attested: Attested::Held, weak: false };
            return Self { links: vec![own], foretold };
        };
        let mut claims: Vec<&Claim> = article.chain(Some(innermost)).collect();
        claims.reverse();
        // a chain that names a claim the article lacks, or runs in a circle, has no known outermost holder
        let broken = claims.first().is_none_or(|outermost| outermost.parent.is_some());
        let mut attested = if broken { Attested::Open } else { Attested::Held };
        let mut links = vec![Link { claim: None, position: Position::Affirms, about: About::Next, attested: Attested::Held, weak: false }];
        for (i, claim) in claims.iter().enumerate() {
            let toward = Position::of_stance(claim.stance);
            let (position, about) =
                if i + 1 == claims.len() { (Position::of_claim(claim.stance, report.status), About::Event) } else { (toward, About::Next) };
            links.push(Link { claim: Some(claim), position, about, attested, weak: claim.stance == Stance::Estimate });
            attested = match (attested, toward) {
                (Attested::Denied, _) | (_, Position::Denies) => Attested::Denied,
                (Attested::Open, _) | (_, Position::Neither) => Attested::Open,
                (Attested::Held, Position::Affirms | Position::TakesAsTrue) => Attested::Held,
            };
        }
        Self { links, foretold }
    }

    /// The link about the event, where it is established that it was said; none where an outer link denies that or leaves it open.
    #[must_use]
    pub fn held(&self) -> Option<&Link<'a>> {
        self.links.last().filter(|link| link.about == About::Event && link.attested == Attested::Held)
    }

    /// True where the publisher tells the event itself.
    #[must_use]
    pub fn is_own_voice(&self) -> bool {
        self.links.last().is_some_and(|link| link.claim.is_none() && link.about == About::Event)
    }
}

#[cfg(test)]
mod tests {
    use demarche::codebook::Stance as S;
    use demarche::codebook::Status as St;

    use super::*;
    use crate::sample::{Page, party};

    fn chain(page: &crate::sample::Built) -> Vec<(String, Position, About, Attested)> {
        Chain::of(&page.article, &page.article.reports[0])
            .links
            .iter()
            .map(|l| (l.claim.map_or_else(|| "publisher".to_owned(), |c| c.source.clone()), l.position, l.about, l.attested))
            .collect()
    }

    #[test]
    fn officials_said_that_a_denied() {
        let page = Page::new(1, "reuters")
            .claim("officials", party("KOR/GOV"), S::Assert)
            .inside("Pyongyang", party("PRK/GOV"), S::Deny)
            .event(St::Negated)
            .build();
        assert_eq!(
            chain(&page),
            [
                ("publisher".into(), Position::Affirms, About::Next, Attested::Held),
                ("officials".into(), Position::Affirms, About::Next, Attested::Held),
                ("Pyongyang".into(), Position::Denies, About::Event, Attested::Held),
            ]
        );
    }

    #[test]
    fn a_statement_that_an_outer_link_denies_is_not_held() {
        let page = Page::new(1, "reuters")
            .claim("Pyongyang", party("PRK/GOV"), S::Deny)
            .inside("its envoy", party("PRK/GOV"), S::Assert)
            .event(St::Actual)
            .build();
        assert_eq!(chain(&page)[2].3, Attested::Denied);
        assert!(Chain::of(&page.article, &page.article.reports[0]).held().is_none());
    }

    #[test]
    fn a_broken_chain_is_no_own_voice() {
        let mut page = Page::new(1, "reuters").claim("officials", party("KOR/GOV"), S::Assert).event(St::Actual).build();
        page.article.reports[0].claim = Some(7);
        let lost = Chain::of(&page.article, &page.article.reports[0]);
        assert!(!lost.is_own_voice() && lost.held().is_none());
        page.article.reports[0].claim = Some(0);
        page.article.claims[0].parent = Some(0);
        let circle = Chain::of(&page.article, &page.article.reports[0]);
        assert!(circle.held().is_none());
    }

    #[test]
    fn stance_and_status_compose_to_one_position() {
        use Position::{Affirms, Denies, Neither, TakesAsTrue};
        let table = [
            (S::Assert, St::Actual, Affirms),
            (S::Assert, St::Negated, Denies),
            (S::Assert, St::Hypothetical, Neither),
            (S::Announce, St::Future, Affirms),
            (S::Deny, St::Negated, Denies),
            (S::Deny, St::Actual, Denies),
            (S::Confirm, St::Negated, Denies),
            (S::Decline, St::Hypothetical, Neither),
            (S::Condemn, St::Actual, TakesAsTrue),
            (S::Condemn, St::Negated, Denies),
            (S::Endorse, St::Future, TakesAsTrue),
            (S::Warn, St::Hypothetical, Neither),
            (S::Request, St::Future, Neither),
            (S::Commit, St::Future, Neither),
            (S::Estimate, St::Actual, Affirms),
            (S::Accuse, St::Historical, Affirms),
        ];
        for (stance, status, expected) in table {
            assert_eq!(Position::of_claim(stance, status), expected, "{stance} of {status}");
        }
    }
}
