//! The part a number plays.

use crate::codebook::{EventType as T, QuantityRole as R};

use super::role;

#[test]
fn the_governing_word_tells() {
    // event, trigger, noun, before, after
    let cases: &[(T, &str, &str, &str, &str, R)] = &[
        (T::Assault, "bombed", "people", "Jets bombed the port, killing ", " there.", R::Killed),
        (T::Assault, "bombed", "people", "Jets killed ", ".", R::Killed),
        (T::Assault, "bombed", "people", "Jets bombed the port. ", " were killed.", R::Killed),
        (T::Assault, "bombed", "people", "The port burned; ", " have been reported killed.", R::Killed),
        (T::Assault, "bombed", "dead", "The raid left ", ".", R::Killed),
        (T::Assault, "bombed", "", "The raid left ", " dead.", R::Killed),
        (T::Assault, "raid", "", "The raid left ", " wounded.", R::Injured),
        (T::Assault, "raid", "wounded", "The raid left ", ".", R::Injured),
        (T::Assault, "raid", "", "The toll from the raid rose to ", ".", R::Killed),
        (T::Assault, "raid", "children", "It killed nobody but wounded ", ".", R::Injured),
        (T::Assault, "raid", "", "It killed 12 people, wounding ", ".", R::Injured),
        (T::Assault, "raid", "civilians", "It struck a bus; ", " died in it.", R::Killed),
        (T::Assault, "raid", "Indians", "Clubs were swung, and ", " and four Chinese died.", R::Killed),
        (T::Assault, "shot dead", "men", "Police shot dead ", " there.", R::Killed),
        (T::Assault, "massacre", "villagers", "He planned the massacre of ", " in May.", R::Killed),
        (T::Assault, "killed", "gunmen", "Three days after ", " killed 148 students.", R::Present),
        (T::Assault, "shelled", "tanks", "The guns destroyed ", ".", R::Lost),
        (T::Assault, "raid", "", "A day on, ", " were still missing.", R::Missing),
        (T::Assault, "raid", "families", "The raid displaced ", ".", R::Displaced),
        (T::Assault, "raid", "villagers", "", " fled the raid.", R::Displaced),
        (T::Assault, "assault", "guards", "", " lost their lives in the assault.", R::Killed),
        (T::Assault, "raid", "guards", "It struck a bus; ", " were taken to hospital.", R::Injured),
        (T::Assault, "raid", "guards", "It struck a bus; ", " were rushed to a local hospital.", R::Injured),
        (T::Assault, "raid", "guards", "It struck a bus; ", " are in hospital.", R::Injured),
        (T::Assault, "shelled", "doctors", "Later ", " were taken from the hospital by the soldiers.", R::Other),
        (T::Assault, "shelled", "people", "", " were in the hospital when it was shelled.", R::Other),
        (T::Assault, "shelled", "people", "", " were taken to a camp near the hospital.", R::Other),
        (T::Assault, "killed", "sons", "They killed a trader and his ", " there.", R::Killed),
        (T::Assault, "shot down", "aircraft", "It shot down ", ".", R::Lost),
        (T::Assault, "holding", "nurses", "The gang is holding ", ".", R::Other),
        (T::Coerce, "held", "men", "After the march ", " were in custody.", R::Arrested),
        (T::Retreat, "handed in", "guns", "Villagers handed over, given ", ".", R::Other),
        (T::Aid, "paid", "crown", "Oslo paid ", " towards it.", R::Paid),
        (T::Sanction, "fined", "INR", "The jirga fined two families ", " each.", R::Paid),
        (T::Assault, "shot", "people", "The clashes left ", " dead, the ministry says.", R::Killed),
        (T::Coerce, "arrested", "students", "Police arrested ", ".", R::Arrested),
        (T::Coerce, "raids", "", "The raids ended with ", " detained.", R::Arrested),
        (T::Coerce, "raids", "people", "", " were detained in the raids.", R::Arrested),
        (T::Coerce, "crackdown", "arrests", "Lawyers counted ", ".", R::Arrested),
        (T::Coerce, "deported", "migrants", "It deported ", ".", R::Other),
        (T::Protest, "march", "", "A crowd of ", " filled the square.", R::Present),
        (T::Protest, "marched", "teachers", "", " marched on parliament.", R::Present),
        (T::Protest, "march", "", "She led a march of ", ".", R::Present),
        (T::Protest, "protests", "people", "The protests have left ", " dead.", R::Killed),
        (T::Mobilize, "sent", "troops", "It sent ", " to the border.", R::Sent),
        (T::Mobilize, "deployed", "soldiers", "", " were deployed along it.", R::Sent),
        (T::Mobilize, "called up", "reservists", "It called up ", ".", R::Sent),
        (T::Aid, "supplied", "tanks", "It aided the north, supplying ", ".", R::Supplied),
        (T::Aid, "delivered", "tonnes", "The agency delivered ", " to the camp.", R::Supplied),
        (T::Aid, "paid", "USD", "It paid ", " for the bridge.", R::Paid),
        (T::Aid, "gave", "EUR", "It gave the town ", ".", R::Paid),
        (T::Agree, "pledged", "USD", "It pledged ", ".", R::Paid),
        (T::Aid, "sent", "doctors", "It sent ", ".", R::Sent),
        (T::Sanction, "cut off", "USD", "It cut off ", " in loans.", R::Lost),
        (T::Retreat, "released", "prisoners", "It released ", ".", R::Other),
        (T::Sanction, "convicted", "officers", "The court convicted ", ".", R::Other),
        (T::Agree, "agreed", "leaders", "", " agreed to it.", R::Other),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .map(|c| (c, role(c.0, mode_of(c.0, c.1), c.1, Some(c.2).filter(|n| !n.is_empty()), c.3, c.4)))
        .filter(|(c, got)| *got != Some(c.5))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(role(T::Aid, None, "", None, "", ""), None);
}

fn mode_of(event_type: T, trigger: &str) -> Option<&'static str> {
    match event_type {
        T::Coerce if trigger != "deported" => Some("arrest"),
        T::Sanction if trigger == "cut off" => Some("withdraw"),
        T::Protest => Some("demo"),
        _ => None,
    }
}
