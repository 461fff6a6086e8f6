//! The fit of the weights: logistic regression over pairs of a report and an incident, with a normal prior around the weights that
//! hold and with signs that evidence must keep.

/// A report against an incident.
pub struct Pair {
    /// How much of each slot there is.
    pub features: Vec<f32>,
    /// One happening.
    pub is_same: bool,
}

/// Slots that speak against a merge; they never get a weight for one.
const AGAINST: [&str; 26] = [
    "OtherWeapon",
    "OtherMode",
    "KindredType",
    "KindredSaid",
    "OtherName",
    "OtherNamed",
    "OtherActor",
    "OtherRecipient",
    "OtherVictim",
    "SidesSwapped",
    "NoneMeets",
    "PlaceNear",
    "PlaceApart",
    "OtherNamesBeside",
    "NoWord",
    "NoWordOfFew",
    "NoWordOtherWeapon",
    "DaysNear",
    "DaysApart",
    "DaysApartVague",
    "DaysFarVague",
    "PublishedBefore",
    "OtherNumber",
    "FarNumber",
    "StoryNoName",
    "OtherStoryCountry",
];

/// Slots that speak for a merge; they never get a weight against one.
const FOR: [&str; 27] = [
    "SameType",
    "SameMode",
    "SameActor",
    "SameNamedActor",
    "SameRecipient",
    "SameNamedRecipient",
    "SameName",
    "SameFullName",
    "SameActorCountry",
    "SameRecipientCountry",
    "OneMeets",
    "TwoMeet",
    "SamePlace",
    "SameArea",
    "PlaceInside",
    "PlaceOfParty",
    "NameBeside",
    "Words",
    "SameDay",
    "DaysOverlap",
    "SameNumber",
    "SameFew",
    "Meaning",
    "SameTrigger",
    "StoryNames",
    "StoryNamesShare",
    "StoryWords",
];

/// Weights of the greatest posterior. What comes out with the wrong sign is held at zero, and the rest is fitted again.
pub fn fit(pairs: &[&Pair], prior: &[f32], names: &[&str], tight: f64) -> Vec<f32> {
    let mut held = vec![false; prior.len()];
    loop {
        let weights = newton(pairs, prior, &held, tight);
        let is_wrong = |n: usize| AGAINST.contains(&names[n]) && weights[n] > 0.0 || FOR.contains(&names[n]) && weights[n] < 0.0;
        let wrong: Vec<usize> = (0..prior.len()).filter(|&n| !held[n] && is_wrong(n)).collect();
        if wrong.is_empty() {
            return weights.iter().map(|&w| w as f32).collect();
        }
        wrong.into_iter().for_each(|n| held[n] = true);
    }
}

/// Newton's method; slots that are held stay at zero.
fn newton(pairs: &[&Pair], prior: &[f32], held: &[bool], tight: f64) -> Vec<f64> {
    let count = prior.len();
    let middle: Vec<f64> = prior.iter().zip(held).map(|(&p, &is_held)| if is_held { 0.0 } else { f64::from(p) }).collect();
    let mut weights = middle.clone();
    for _ in 0..30 {
        let mut slope: Vec<f64> = (0..count).map(|i| -tight * (weights[i] - middle[i])).collect();
        let mut bend = vec![vec![0.0; count]; count];
        (0..count).for_each(|i| bend[i][i] = tight);
        for pair in pairs {
            let at: Vec<usize> = (0..count).filter(|&i| pair.features[i] != 0.0 && !held[i]).collect();
            let odds: f64 = at.iter().map(|&i| weights[i] * f64::from(pair.features[i])).sum();
            let likely = 1.0 / (1.0 + libm::exp(-odds));
            let miss = f64::from(u8::from(pair.is_same)) - likely;
            let spread = (likely * (1.0 - likely)).max(1e-9);
            for &i in &at {
                slope[i] += miss * f64::from(pair.features[i]);
                for &j in &at {
                    bend[i][j] += spread * f64::from(pair.features[i]) * f64::from(pair.features[j]);
                }
            }
        }
        let step = solved(bend, slope);
        let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
        let share = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        weights.iter_mut().zip(&step).for_each(|(w, s)| *w += share * s);
        if longest < 1e-6 {
            break;
        }
    }
    weights
}

/// Gauss elimination of a positive definite system.
fn solved(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let count = b.len();
    for k in 0..count {
        let row = a[k].clone();
        for i in k + 1..count {
            let factor = a[i][k] / row[k];
            if factor != 0.0 {
                (k..count).for_each(|j| a[i][j] -= factor * row[j]);
                b[i] -= factor * b[k];
            }
        }
    }
    for k in (0..count).rev() {
        let rest: f64 = (k + 1..count).map(|j| a[k][j] * b[j]).sum();
        b[k] = (b[k] - rest) / a[k][k];
    }
    b
}
