//! Reasons in words, the same in text and on a page.

use demarche::codebook::Context;
use demarche::explain::{FromRole, LanguageReasons, LostBy, Weighed};

use crate::plain::percent;

/// What the confidence of a claim is.
pub(crate) const CLAIM_CONFIDENCE: &str = "the cue's probability times the mean of the content's words, calibrated";
/// What the confidence of an event is.
pub(crate) const EVENT_CONFIDENCE: &str = "the trigger's probability times the type's, calibrated";

/// Why the text counts as English, or does not.
pub(crate) fn language_words(language: &LanguageReasons) -> String {
    let name = language.code.as_deref().unwrap_or("undecided");
    if language.is_given {
        return format!("Language {name}: stated by the input, so the text was not asked.");
    }
    let share = percent(language.confidence);
    let counts = format!("{} of {} words looked at are English function words", language.function_words, language.words);
    match (language.is_english, language.code.as_deref()) {
        (true, Some(_)) => format!("Language {name}: {share} of the letters stand in blocks that read as English; {counts}."),
        (true, None) => format!("Language {name}: too little to tell, and nothing speaks against English; {counts}."),
        (false, _) => format!(
            "Language {name}: {share} of the letters stand in blocks that read as another language than English; {counts}. If it is English \
             all the same, say so with the text: a row's `language` goes before what is detected."
        ),
    }
}

/// Why a mention does not play a role.
pub(crate) fn lost_words(reason: &LostBy) -> String {
    match reason {
        LostBy::Under(by) => match (f64::from(*by) * 100.0).round() {
            0.0 => "just short".to_owned(),
            1.0 => "1 point short".to_owned(),
            points => format!("{points} points short"),
        },
        LostBy::Overlaps(other) => format!("overlaps {other}, which has more evidence"),
        LostBy::IsTrigger => "shares words with the trigger".to_owned(),
        LostBy::Elsewhere => "in another sentence".to_owned(),
        LostBy::Outdone => "another is likelier".to_owned(),
    }
}

/// What else made a mention play a role: it speaks the claim whose cue is the trigger.
pub(crate) fn spoken_words(claim: &str) -> String {
    format!("as the speaker of {claim}, whose cue is the trigger")
}

/// What a role made of words that no tags name; the trigger's words and probability follow.
pub(crate) fn from_role_words(from: &FromRole) -> String {
    format!("no tags name it, but the role of {} at", from.role)
}

/// Why a trigger makes no event.
pub(crate) fn dropped_words(reason: &str) -> &'static str {
    match reason {
        "no party" => "nobody acts, nobody is acted upon",
        "too unsure" => "the trigger's probability times the type's is under the limit",
        "same act" => "a surer trigger of the sentence tells the same act",
        "private parties" => "nobody else takes part",
        "private text" => "the text names nobody of public life",
        "off topic" => "what the passage is about speaks against it",
        _ => "",
    }
}

/// A context's name.
pub(crate) fn context_words(context: Context) -> String {
    context.code().replace('_', " ")
}

/// False for what would print as `0 %`.
pub(crate) fn is_shown<T>(lost: &&Weighed<T>) -> bool {
    lost.probability >= 0.005
}
