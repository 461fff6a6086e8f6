//! How two places lie to each other.

use crate::report::Spot;

/// Two places of this distance or less are one: a town and its edge. Names differ ("Huangyan Dao", "Scarborough Shoal").
const ONE_PLACE_KM: f64 = 12.0;
/// Up to this distance a place may be told by the next town.
const NEAR_KM: f64 = 40.0;
/// Seas and disputed regions are wide: nothing nearer than this to their middle is elsewhere.
const VAGUE_KM: f64 = 350.0;
/// Mean radius of the earth (IUGG).
const EARTH_KM: f64 = 6371.0088;

/// How much of the map a place names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    /// A town, a street, a reef.
    Point,
    /// A first-level division.
    Division,
    /// A country, or what has neither division nor country.
    Country,
}

/// How one place lies to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lie {
    /// One point.
    Same,
    /// One country or division, named by both.
    SameArea,
    /// One inside the other.
    Inside,
    /// Next to each other, in kilometres.
    Near(u32),
    /// Two places, in kilometres.
    Apart(u32),
    /// Cannot be told.
    Open,
}

fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// True where two names are one in lower case; most are told apart without making that.
fn is_same_name(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { folded(a) == folded(b) }
}

fn is_division_name(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "oblast",
        "province",
        "state",
        "region",
        "county",
        "governorate",
        "department",
        "district",
        "prefecture",
        "krai",
        "territory",
        "division",
    ];
    name.to_lowercase().split(' ').any(|w| WORDS.contains(&w))
}

fn extent(spot: &Spot) -> Extent {
    match &spot.admin1 {
        // a town that has its division's name is told from it by the words that divisions have
        Some(admin1) if is_same_name(admin1, &spot.name) && is_division_name(&spot.name) => Extent::Division,
        Some(_) => Extent::Point,
        // reefs, seas and disputed regions
        None if spot.country.is_none() && spot.lat.is_some() => Extent::Point,
        None => Extent::Country,
    }
}

/// Key of a point on the map; none for an area.
pub(super) fn point_key(spot: &Spot) -> Option<String> {
    (extent(spot) == Extent::Point).then(|| format!("{}/{}", spot.country.as_deref().unwrap_or_default(), folded(&spot.name)))
}

/// Great-circle distance in kilometres (haversine); none where one has no point.
fn distance(a: &Spot, b: &Spot) -> Option<f64> {
    let radians = |x: f64| x.to_radians();
    let (lat1, lon1, lat2, lon2) = (radians(a.lat?), radians(a.lon?), radians(b.lat?), radians(b.lon?));
    let half = |x: f64| libm::pow(libm::sin(x / 2.0), 2.0);
    let h = half(lat2 - lat1) + libm::cos(lat1) * libm::cos(lat2) * half(lon2 - lon1);
    Some(2.0 * EARTH_KM * libm::asin(h.clamp(0.0, 1.0).sqrt())).filter(|d| d.is_finite())
}

/// How two places lie to each other.
pub(super) fn lie(a: &Spot, b: &Spot) -> Lie {
    let (small, large) = if extent(a) <= extent(b) { (a, b) } else { (b, a) };
    let km = distance(a, b);
    let whole = |d: f64| d.round() as u32;
    let is_one_country = match (&a.country, &b.country) {
        (Some(x), Some(y)) => Some(x == y),
        _ => None,
    };
    match (extent(small), extent(large)) {
        (Extent::Point, Extent::Point) => match km {
            Some(d) if d <= ONE_PLACE_KM => Lie::Same,
            Some(d) if d <= NEAR_KM => Lie::Near(whole(d)),
            Some(d) if d <= VAGUE_KM && (a.country.is_none() || b.country.is_none()) => Lie::Open,
            Some(d) => Lie::Apart(whole(d)),
            None if is_same_name(&a.name, &b.name) => Lie::Same,
            None => Lie::Open,
        },
        (_, Extent::Country) => match is_one_country {
            Some(true) if extent(small) == Extent::Country => Lie::SameArea,
            Some(true) => Lie::Inside,
            Some(false) => Lie::Apart(km.map_or(0, whole)),
            None => Lie::Open,
        },
        (_, _) => match (is_one_country, &a.admin1, &b.admin1) {
            (Some(false), ..) => Lie::Apart(km.map_or(0, whole)),
            (Some(true), Some(x), Some(y)) if is_same_name(x, y) && extent(small) == Extent::Division => Lie::SameArea,
            (Some(true), Some(x), Some(y)) if is_same_name(x, y) => Lie::Inside,
            (Some(true), Some(_), Some(_)) => Lie::Apart(km.map_or(0, whole)),
            _ => Lie::Open,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, country: &str, admin1: &str, at: Option<(f64, f64)>) -> Spot {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        Spot { name: name.to_owned(), country: some(country), admin1: some(admin1), lat: at.map(|p| p.0), lon: at.map(|p| p.1) }
    }

    #[test]
    fn places_are_compared() {
        let kharkiv = spot("Kharkiv", "UKR", "Kharkiv", Some((49.99, 36.23)));
        let odesa = spot("Odesa", "UKR", "Odesa", Some((46.48, 30.73)));
        let ukraine = spot("Ukraine", "UKR", "", Some((49.0, 32.0)));
        let russia = spot("Russia", "RUS", "", Some((60.0, 100.0)));
        assert_eq!(lie(&kharkiv, &kharkiv), Lie::Same);
        assert_eq!(lie(&kharkiv, &odesa), Lie::Apart(564));
        assert_eq!(lie(&ukraine, &odesa), Lie::Inside);
        assert_eq!(lie(&ukraine, &ukraine), Lie::SameArea);
        assert!(matches!(lie(&russia, &odesa), Lie::Apart(_)));
        let reef = spot("Scarborough Shoal", "", "", Some((15.18, 117.76)));
        let same = spot("Huangyan Dao", "", "", Some((15.19, 117.75)));
        assert_eq!(lie(&reef, &same), Lie::Same);
        assert_eq!(lie(&spot("x", "", "", None), &kharkiv), Lie::Open);
        let nan = spot("x", "UKR", "y", Some((f64::NAN, 1.0)));
        assert_eq!(lie(&nan, &kharkiv), Lie::Open);
        assert_eq!(point_key(&kharkiv).as_deref(), Some("UKR/kharkiv"));
        assert_eq!(point_key(&ukraine), None);
    }
}
