//! What is a quantity.

use super::check;

#[test]
fn the_codebook_s_own() {
    check(&[
        ("It sent an estimated 10,000 troops.", &["[an estimated 10,000 troops] 10000 about troop"]),
        ("Thousands of refugees waited.", &["[Thousands of refugees] 2000..9999 about refugee"]),
        ("Tens of thousands marched.", &["[Tens of thousands] 20000..99999 about -"]),
        ("Hundreds of thousands of people fled.", &["[Hundreds of thousands of people] 200000..999999 about person"]),
        ("They fired millions of shells.", &["[millions of shells] 2000000..9999999 about shell"]),
        ("A fifth of the houses burned.", &["[A fifth of the houses] 0.2 exact house"]),
        ("Dozens of soldiers deserted.", &["[Dozens of soldiers] 24..99 about soldier"]),
        ("Scores of villagers hid.", &["[Scores of villagers] 40..99 about villager"]),
        ("Hundreds died.", &["[Hundreds] 200..999 about -"]),
        ("He counted more than 300 graves.", &["[more than 300 graves] 300 more than grave"]),
        ("At most 40 ships may pass.", &["[At most 40 ships] 40 at most ship"]),
    ]);
}

#[test]
fn qualifiers_bound_the_value() {
    check(&[
        ("At least five people drowned.", &["[At least five people] 5 at least person"]),
        ("No fewer than 20 mayors resigned.", &["[No fewer than 20 mayors] 20 at least mayor"]),
        ("As many as 70 miners are trapped.", &["[As many as 70 miners] 70 at most miner"]),
        ("Up to 300 convoys a week will pass.", &["[Up to 300 convoys] 300 at most convoy"]),
        ("A maximum of 12 observers may stay.", &["[A maximum of 12 observers] 12 at most observer"]),
        ("No more than 50 guests came.", &["[No more than 50 guests] 50 at most guest"]),
        ("Nearly 900 families left.", &["[Nearly 900 families] 900 about family"]),
        ("Around 40 students stayed.", &["[Around 40 students] 40 about student"]),
        ("Some 300 deputies voted.", &["[Some 300 deputies] 300 about deputy"]),
        ("Roughly two dozen boats sank.", &["[Roughly two dozen boats] 24 about boat"]),
        ("Approximately 60 tanks crossed.", &["[Approximately 60 tanks] 60 about tank"]),
        ("Over 80 shops were looted.", &["[Over 80 shops] 80 more than shop"]),
        ("Well over 1,000 monks marched.", &["[Well over 1,000 monks] 1000 more than monk"]),
        ("Fewer than 30 guards remained.", &["[Fewer than 30 guards] 30 less than guard"]),
        ("Under 200 ballots were void.", &["[Under 200 ballots] 200 less than ballot"]),
        ("Just under 5,000 visas were issued.", &["[Just under 5,000 visas] 5000 less than visa"]),
        ("Almost half the deputies walked out.", &["[Almost half the deputies] 0.5 about deputy"]),
        ("A 3,000-plus garrison: 3,000-plus soldiers.", &["[3,000-plus] 3000 at least -", "[3,000-plus soldiers] 3000 at least soldier"]),
        ("It closed 40-odd embassies.", &["[40-odd embassies] 40 about embassy"]),
        ("He saw 20 or so gunmen.", &["[20 or so gunmen] 20 about gunman"]),
        ("It holds 500+ detainees.", &["[500+ detainees] 500 at least detainee"]),
        ("A dozen or more houses burned.", &["[A dozen or more houses] 12 at least house"]),
        ("Upwards of 70 rebels fell.", &["[Upwards of 70 rebels] 70 at least rebel"]),
        ("In excess of 400 rounds were fired.", &["[In excess of 400 rounds] 400 more than round"]),
        ("At least some 90 ships waited.", &["[At least some 90 ships] 90 at least ship"]),
        ("They want another four helicopters.", &["[another four helicopters] 4 exact helicopter"]),
        ("All 57 members resigned.", &["[All 57 members] 57 exact member"]),
    ]);
}

#[test]
fn ranges_and_new_values() {
    check(&[
        ("10 to 15 soldiers died.", &["[10 to 15 soldiers] 10..15 exact soldier"]),
        ("Between 200 and 300 rebels hid there.", &["[Between 200 and 300 rebels] 200..300 exact rebel"]),
        ("The camp holds 10,000-12,000 people.", &["[10,000-12,000 people] 10000..12000 exact person"]),
        ("He met 10 or 12 envoys.", &["[10 or 12 envoys] 10..12 exact envoy"]),
        ("Two or three men ran.", &["[Two or three men] 2..3 exact man"]),
        ("It may cost $5-10 billion.", &["[$5-10 billion] 5000000000..10000000000 exact USD"]),
        ("Fines of $10,000 to $20,000 loom.", &["[$10,000 to $20,000] 10000..20000 exact USD"]),
        ("It paid between $30,000 and $60,000.", &["[between $30,000 and $60,000] 30000..60000 exact USD"]),
        ("Two to three million people lack water.", &["[Two to three million people] 2000000..3000000 exact person"]),
        ("The toll rose to 45.", &["[45] 45 exact -"]),
        ("The toll rose from 12 to 45.", &["[45] 45 exact -"]),
        ("Seats went from 12 to 45 deputies.", &["[45 deputies] 45 exact deputy"]),
        ("Estimates ranging from 12 to 45 deaths came in.", &["[12 to 45 deaths] 12..45 exact death"]),
    ]);
}

#[test]
fn written_numbers() {
    check(&[
        ("Twenty-three ministers came.", &["[Twenty-three ministers] 23 exact minister"]),
        ("One hundred and five delegates came.", &["[One hundred and five delegates] 105 exact delegate"]),
        ("Two thousand five hundred men deserted.", &["[Two thousand five hundred men] 2500 exact man"]),
        ("Half a dozen drones fell.", &["[Half a dozen drones] 6 exact drone"]),
        ("A couple of guards ran.", &["[A couple of guards] 2 exact guard"]),
        ("A dozen trucks burned.", &["[A dozen trucks] 12 exact truck"]),
        ("Two dozen trucks burned.", &["[Two dozen trucks] 24 exact truck"]),
        ("A hundred and fifty trucks burned.", &["[A hundred and fifty trucks] 150 exact truck"]),
        ("Half a million voters stayed away.", &["[Half a million voters] 500000 exact voter"]),
        ("A million and a half voters came.", &["[A million and a half voters] 1500000 exact voter"]),
        ("Two and a half million voters came.", &["[Two and a half million voters] 2500000 exact voter"]),
        ("Several hundred monks sat down.", &["[Several hundred monks] 200..999 about monk"]),
        ("A few dozen outsiders came.", &["[A few dozen outsiders] 24..99 about outsider"]),
        ("A third of the fleet sank.", &["[A third of the fleet] 0.3333333333333333 exact fleet"]),
        ("Two-thirds of deputies agreed.", &["[Two-thirds of deputies] 0.6666666666666666 exact deputy"]),
        ("Half the population fled.", &["[Half the population] 0.5 exact population"]),
        ("Three quarters of its members left.", &["[Three quarters of its members] 0.75 exact member"]),
        ("One in five voters stayed home.", &["[One in five voters] 0.2 exact voter"]),
        ("Four in 10 voters came.", &["[Four in 10 voters] 0.4 exact voter"]),
        ("A couple of the guards ran.", &["[A couple of the guards] 2 exact guard"]),
        ("Then 1/3 of voters came.", &["[1/3 of voters] 0.3333333333333333 exact voter"]),
        ("Nine out of 10 voters came.", &["[Nine out of 10 voters] 0.9 exact voter"]),
        ("A quarter of a million rounds were lost.", &["[A quarter of a million rounds] 250000 exact round"]),
        ("Exports fell by a third.", &["[a third] 0.3333333333333333 exact -"]),
        ("Sixty-odd mayors came.", &["[Sixty-odd mayors] 60 about mayor"]),
    ]);
}

#[test]
fn digits_and_separators() {
    check(&[
        ("It moved 1.5 million people.", &["[1.5 million people] 1500000 exact person"]),
        ("It moved 12\u{202f}500 soldiers.", &["[12\u{202f}500 soldiers] 12500 exact soldier"]),
        ("It moved 12\u{a0}500 soldiers.", &["[12\u{a0}500 soldiers] 12500 exact soldier"]),
        ("It moved 1.250.000 ballots.", &["[1.250.000 ballots] 1250000 exact ballot"]),
        ("It moved 12'500 ballots.", &["[12'500 ballots] 12500 exact ballot"]),
        ("It moved 25 000 ballots.", &["[25 000 ballots] 25000 exact ballot"]),
        ("It moved 12,50,000 ballots.", &["[12,50,000 ballots] 1250000 exact ballot"]),
        ("It moved 300m people.", &["[300m people] 300000000 exact person"]),
        ("It holds 3.2 trillion yen of debt.", &["[3.2 trillion yen] 3200000000000 exact JPY"]),
    ]);
}

#[test]
fn money() {
    check(&[
        ("It gave $2 million in aid.", &["[$2 million] 2000000 exact USD"]),
        ("It gave $2bn.", &["[$2bn] 2000000000 exact USD"]),
        ("It gave €300m.", &["[€300m] 300000000 exact EUR"]),
        ("It gave Rs 40 crore.", &["[Rs 40 crore] 400000000 exact INR"]),
        ("It gave Rs. 5,00,000.", &["[Rs. 5,00,000] 500000 exact INR"]),
        ("It gave US$15 million.", &["[US$15 million] 15000000 exact USD"]),
        ("It gave A$390 million.", &["[A$390 million] 390000000 exact AUD"]),
        ("It owed a £394 million debt.", &["[£394 million] 394000000 exact GBP"]),
        ("It gave EUR 20 million.", &["[EUR 20 million] 20000000 exact EUR"]),
        ("It gave 20 million euros.", &["[20 million euros] 20000000 exact EUR"]),
        ("It gave 600,000 Canadian dollars.", &["[600,000 Canadian dollars] 600000 exact CAD"]),
        ("It gave 43 billion won.", &["[43 billion won] 43000000000 exact KRW"]),
        ("It gave more than 2 billion Pakistani rupees.", &["[more than 2 billion Pakistani rupees] 2000000000 more than PKR"]),
        ("It rose 3.5% in 2023 to $1.2trn.", &["[3.5%] 3.5 exact percent", "[$1.2trn] 1200000000000 exact USD"]),
        ("It gave 900 pesos.", &["[900 pesos] 900 exact peso"]),
        ("It made millions of dollars.", &["[millions of dollars] 2000000..9999999 about USD"]),
        ("It fined him $200 or less.", &["[$200 or less] 200 at most USD"]),
    ]);
}

#[test]
fn shares_and_measures() {
    check(&[
        ("Prices rose 2.4 percent.", &["[2.4 percent] 2.4 exact percent"]),
        ("Prices rose 15%.", &["[15%] 15 exact percent"]),
        ("Prices rose nearly 12 per cent.", &["[nearly 12 per cent] 12 about percent"]),
        ("The lead is five percentage points.", &["[five percentage points] 5 exact percentage point"]),
        ("He gained less than half of 1 percent.", &["[less than half of 1 percent] 0.5 less than percent"]),
        ("It lies 35 kilometres away.", &["[35 kilometres] 35 exact km"]),
        ("It lies 30km (19 miles) away.", &["[30km] 30 exact km", "[19 miles] 19 exact mile"]),
        ("It took 335 sq km.", &["[335 sq km] 335 exact square km"]),
        ("It burned 4,000 hectares.", &["[4,000 hectares] 4000 exact hectare"]),
        ("It sent 600 tonnes of flour.", &["[600 tonnes of flour] 600 exact tonne"]),
        ("It sent 600 tonnes of food and medicine.", &["[600 tonnes of food and medicine] 600 exact tonne"]),
        ("It pumps 20 billion cubic metres.", &["[20 billion cubic metres] 20000000000 exact cubic m"]),
        ("Gusts of 130 km/h hit it.", &["[130 km/h] 130 exact km/h"]),
        ("Gusts of 216 kilometres an hour hit it.", &["[216 kilometres an hour] 216 exact km/h"]),
        ("He drank half a litre.", &["[half a litre] 0.5 exact litre"]),
        ("It was minus 15 degrees.", &["[minus 15 degrees] -15 exact degree"]),
        ("It was 30°C there.", &["[30°C] 30 exact degree"]),
    ]);
}

#[test]
fn compounds_and_singulars() {
    check(&[
        ("A 500-strong force landed.", &["[500-strong] 500 exact -"]),
        ("The 12-member panel met.", &["[12-member] 12 exact member"]),
        ("A three-metre wall stands.", &["[three-metre] 3 exact m"]),
        ("A 28-nation bloc voted.", &["[28-nation] 28 exact nation"]),
        ("Not a single soldier left.", &["[a single soldier] 1 exact soldier"]),
        ("One policeman was hurt.", &["[One policeman] 1 exact policeman"]),
        ("The two soldiers were freed.", &["[two soldiers] 2 exact soldier"]),
        ("Both soldiers were freed.", &["[Both soldiers] 2 exact soldier"]),
    ]);
}

#[test]
fn nouns_and_their_heads() {
    check(&[
        ("It killed 14 heavily armed government soldiers.", &["[14 heavily armed government soldiers] 14 exact soldier"]),
        ("It killed 14 soldiers who had fled.", &["[14 soldiers] 14 exact soldier"]),
        ("It lost three of the host nation's four men.", &["[three of the host nation's four men] 3 exact man"]),
        ("It hurt 174 of them.", &["[174 of them] 174 exact -"]),
        ("It tried five of the officers.", &["[five of the officers] 5 exact officer"]),
        ("It cut 1,400 of its 5,000 staff.", &["[1,400 of its 5,000 staff] 1400 exact staff"]),
        ("It counted 11 dead.", &["[11 dead] 11 exact person"]),
        ("It left 30 wounded.", &["[30 wounded] 30 exact person"]),
        ("It sent 1,000 soldiers and police.", &["[1,000 soldiers and police] 1000 exact soldier"]),
        ("It sent 900 Russian and Belarusian soldiers.", &["[900 Russian and Belarusian soldiers] 900 exact soldier"]),
        ("It freed 40 prisoners of war.", &["[40 prisoners of war] 40 exact prisoner"]),
        ("Two human rights activists vanished.", &["[Two human rights activists] 2 exact activist"]),
        ("It lost five F-16s.", &["[five F-16s] 5 exact f-16"]),
        ("It sold four Mi-35 helicopters.", &["[four Mi-35 helicopters] 4 exact helicopter"]),
        ("At least 20 Indians and four Chinese died.", &["[At least 20 Indians] 20 at least indian", "[four Chinese] 4 exact chinese"]),
        ("It freed some 150 Sahrawis.", &["[some 150 Sahrawis] 150 about sahrawi"]),
        ("It flew in 30 medics.", &["[30 medics] 30 exact medic"]),
        ("It bought 60 aircraft.", &["[60 aircraft] 60 exact aircraft"]),
        ("It hired 20 firemen and 3 women.", &["[20 firemen] 20 exact fireman", "[3 women] 3 exact woman"]),
        ("Police in Dallas: five Dallas police officers died.", &["[five Dallas police officers] 5 exact officer"]),
        ("Two brothers-in-law fought.", &["[Two brothers-in-law] 2 exact brother"]),
        ("It holds 60 wanted men.", &["[60 wanted men] 60 exact man"]),
        ("One was killed.", &["[One] 1 exact -"]),
        ("It killed 37, wounding more than 50.", &["[37] 37 exact -", "[more than 50] 50 more than -"]),
        ("With 200 detained, it ended.", &["[200] 200 exact -"]),
        ("A crowd of 15,726 watched.", &["[15,726] 15726 exact -"]),
        ("Thousands banged pots.", &["[Thousands] 2000..9999 about -"]),
    ]);
}
