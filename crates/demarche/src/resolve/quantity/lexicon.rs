//! The closed lists of words that the rules go by.

use std::collections::HashSet;
use std::sync::OnceLock;

/// A set of words, written as one text. Only ever asked whether it has a word.
pub(super) struct Words {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    const fn new(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// True where `word` is one of the set.
    pub fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.text.split_whitespace().collect()).contains(word)
    }
}

/// Nouns behind a number and a hyphen: "12-member".
pub(super) static COMPOUNDED: Words = Words::new(
    "member man woman person seat nation country vehicle ship truck vessel storey story page room bed team car party judge match game \
     goal strong megawatt barrel point",
);

/// Singular nouns that "one" and "a single" count: persons, arms, vehicles. Before others "one" is mostly a pronoun or a turn of phrase.
pub(super) static COUNTABLE: Words = Words::new(
    "man woman person boy girl child soldier officer policeman policewoman civilian fighter militant rebel gunman insurgent terrorist \
     bomber protester demonstrator guard sailor pilot marine airman serviceman trooper conscript peacekeeper hostage prisoner \
     detainee suspect attacker journalist reporter worker student teacher doctor nurse villager refugee migrant passenger resident \
     fisherman settler farmer driver victim death casualty injury fatality body diplomat lawmaker senator minister bystander activist \
     vessel ship boat tanker aircraft plane jet helicopter drone missile rocket tank truck vehicle bus car house building bomb shell \
     bullet round vote seat arrest battalion brigade division platoon squadron warhead shot strike bridge village tooth",
);

/// Words between a number and a span of time: "three consecutive days".
pub(super) static LENGTHENING: Words = Words::new("more consecutive straight full long whole of or business calendar successive working");

/// Weights, volumes and powers: the span names what they measure.
pub(super) static OF_STUFF: Words = Words::new("tonne ton kg gram pound ounce litre gallon barrel megawatt gigawatt kilowatt");

/// Words of change: behind them "to" and "from" give values.
pub(super) static CHANGE: Words = Words::new(
    "rose rise rises risen rising climbed climbs climb jumped increased grew grown fell fallen dropped revised raised raising raises \
     bringing brings brought soared toll total number soars rocketed mounted cut reduced tally figure",
);

/// Nouns and verbs whose "of" or "at" gives a number: "a crowd of".
pub(super) static COUNT: Words = Words::new(
    "toll crowd total number count march force group dead death losses casualties figure tally killed wounded stood put capacity crew \
     convoy population fleet rally garrison toll's",
);

/// What befalls counted people: "12 dead", "30 were arrested".
pub(super) static LOT: Words = Words::new(
    "killed dead wounded injured hurt died arrested detained missing hospitalized hospitalised displaced drowned captured rescued \
     slain unaccounted feared shot released freed abducted kidnapped executed sentenced evacuated trapped homeless others",
);

/// Words that open a definite or distributive phrase behind "of".
pub(super) static DETERMINERS: Words = Words::new("the its their his her our my your these those this that all every a an");

/// Adjectives that no ending shows, before nouns without plural.
pub(super) static ADJECTIVES: Words = Words::new(
    "former higher lower whole entire own same new old main crude heavy light raw fresh black white red green dry public private \
     other more living",
);

/// Plurals without the usual ending.
pub(super) static PLURALS: Words = Words::new(
    "people children townspeople salespeople jihadis salafis nazis taxis rabbis tsunamis tribespeople feet teeth mice grandchildren \
     schoolchildren buses viruses crises personnel troops media",
);

/// Names of places and bodies that end like plurals: "five Dallas police officers".
pub(super) static NAMES_IN_S: Words = Words::new(
    "dallas texas kansas arkansas massachusetts illinois hamas honduras laos athens brussels naples barbados bahamas maldives \
     philippines netherlands wales los angeles las vegas orleans emirates reuters comoros seychelles caracas buenos aires islas james \
     thomas charles algiers flanders andes alps balkans ios",
);

/// Participles that stand before a counted noun as often as behind it: "60 wanted men".
pub(super) static PRENOMINAL: Words =
    Words::new("wanted suspected accused detained arrested convicted captured used needed killed living charged fighting");

/// Nouns whose plural looks like their singular, and peoples.
pub(super) static INVARIANT: Words = Words::new(
    "police personnel staff aircraft cattle sheep fish crew military infantry cavalry dead wounded injured missing spacecraft \
     hovercraft livestock poultry deer swine chinese japanese vietnamese lebanese portuguese burmese congolese sudanese senegalese \
     maltese nepalese taiwanese beninese togolese british french dutch irish spanish swiss taliban hutu tutsi rohingya roma druze \
     hezbollah mujahideen mujahedeen fedayeen peshmerga basij polish turkish danish swedish finnish filipino series species offspring \
     faithful homeless unemployed clergy elderly",
);

/// Plurals that often stand before another noun: "rights activists".
pub(super) static ATTRIBUTIVE: Words = Words::new(
    "rights arms sports human news affairs customs weapons drugs systems sales women men police troops states nations forces \
     operations communications services goods savings materials veterans bonds earnings jobs parks intelligence personnel opposition \
     armoured special",
);

/// Verb forms that end a noun phrase where they follow it bare. No list is complete: these are met in news.
pub(super) static VERBS: Words = Words::new(
    "said says say told tells died dies die fled flee went came come comes took take takes got made make makes gave give gives left \
     leave leaves lost lose began begin begins fell fall falls rose rise rises stood stand stands sat marched gathered attended voted \
     crossed entered arrived joined attacked stormed remain remains remained live lives lived work works worked want wants wanted \
     held hold holds won wins win found finds find sent sends send saw see sees killed kills kill shot hit hits arrested detained \
     charged included including followed called protested rallied demonstrated signed agreed became become becomes according aged \
     worth wearing carrying working being belonging suspected accused appeared appears needs need needed believe think know used use \
     uses put puts set sets let lets ran runs run met meets meet returned moved turned started ended opened closed showed shows show \
     filed faces faced face received receives receive support supports oppose opposes backed escaped survived taking making going \
     coming using seeking trying waiting go goes cross allege alleges gets get helped help helps served serve serves",
);

/// Words that stand in no counted noun phrase: prepositions, determiners, pronouns, auxiliaries, conjunctions.
pub(super) static FUNCTION: Words = Words::new(
    "a an the this that these those his her its their our my your he she it they we you i him them us who whom whose which what when \
     where why how while as if than then because although though since until unless and or but nor so yet of in on at to for from by \
     with without into onto over under above below after before between among amid against about around across through during within \
     near outside inside behind beyond along off out up down back away via per upon toward towards despite is was are were be been am \
     has have had having do does did will would can could may might must should shall not no each every either neither both all any \
     some there here now also only just still even already again ever never plus minus versus vs 's altogether too apiece nearby \
     alike apart throughout together abroad whether isn't wasn't weren't aren't didn't don't hasn't haven't won't can't couldn't \
     wouldn't like unlike except instead alone elsewhere once twice almost nearly",
);

/// Words before "about", "over" and their like that make them prepositions: "talks about", "a dispute over".
pub(super) static SUBJECT: Words = Words::new(
    "talk talks talked talking speak spoke speaking asked ask know knew concern concerns concerned worried question questions dispute \
     disputes row anger angry outrage fight fighting quarrel conflict clash clashes negotiations trial case charges flew flying flies \
     took taken handed hand control rule power story stories information report sovereignty spread presided complained arrested \
     protests all turned",
);

/// Months and their usual abbreviations, capitalised.
pub(super) static MONTHS: Words = Words::new(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct \
     Nov Dec",
);

/// Nouns whose number is a name or a place in an order: "Resolution 2231", "chapter 7".
pub(super) static DESIGNATORS: Words = Words::new(
    "resolution resolutions article articles section sections chapter chapters clause clauses paragraph paragraphs act rule protocol \
     page pages no nos number numbers route highway interstate flight unit room gate terminal level phase stage grade class type \
     boeing airbus falcon soyuz apollo windows iphone galaxy channel zone block district ward platform season episode week day part \
     volume verse version model mark category covid title proposition amendment directive decree order appendix annex figure table \
     item point step option plan age ages aged war tier group top opus psalm canto exhibit schedule regulation basel euro brent \
     nasdaq p pp art ch vol fig sec ukase law cell barrack big world quarter year round fortune ftse nikkei dax stoxx formula chanel \
     catch studio radio convention sector bus bureau office school camp area barracks building exit pier hangar",
);

/// Letters right behind digits that make a name, a decade or an hour of them.
pub(super) static SUFFIXES: Words = Words::new("s x a p am pm a.m. p.m. v d e c h 's hrs rd");

/// Designators that are plain nouns too: "in the camp 12 people died".
pub(super) static PLAIN: Words = Words::new(
    "year week day round quarter war order act group school camp area law unit point plan office building bus radio class stage world \
     case page figure table sector district zone barracks",
);

/// Currency codes in news.
pub(super) static CODES: Words =
    Words::new("USD EUR GBP JPY CNY RUB INR AUD CAD CHF KRW TRY BRL ZAR PLN BDT UAH NGN KES IDR SEK NOK ILS PEN HKD NZD KZT THB");

/// Nouns of money and share.
pub(super) static MONEY: Words = Words::new(
    "dollar euro pound yen rupee peso franc dinar riyal rial lira shilling cent percent mark crown krone krona kyat dalasi naira shekel \
     rouble ruble rupiah baht dong kwacha birr tenge hryvnia zloty forint leu lei taka cedi yuan renminbi won dirham manat som afghani \
     guarani boliviano kip riel lek denar kuna rand",
);

/// Persons, units and craft that are sent.
pub(super) static FORCES: Words = Words::new(
    "troop soldier peacekeeper reservist policeman officer police personnel brigade division battalion marine adviser advisor trainer \
     observer monitor medic engineer guard guardsman paratrooper commando instructor expert inspector doctor nurse ambassador envoy \
     aide warship submarine frigate destroyer ship vessel jet bomber contractor mercenary volunteer rescuer firefighter regiment company unit \
     squadron plane aircraft crew worker specialist technician diver fighter",
);

/// Things that end like persons.
pub(super) static THINGS: Words = Words::new(
    "fighter-jet helicopter launcher tanker bunker carrier reactor tractor tiger paper charter order letter shelter centre center \
     computer border number river tower quarter plant grant trailer missile-launcher freighter cruiser other site satellite \
     transformer visa matter power corner bulldozer mortar container corridor sector factor motor howitzer chopper rubber timber \
     chamber cylinder server newspaper voucher transmitter filter detector generator sensor boiler printer blanket water meter poster \
     banner liter committee scooter chapter member-state trawler interceptor lorry warrant restaurant",
);

/// Persons that no ending shows.
pub(super) static PERSONS: Words = Words::new(
    "person people man woman citizen child boy girl civilian militant rebel victim hostage detainee family student pupil resident \
     migrant immigrant suspect other guest member youth bandit recruit guerrilla convict conscript cleric monk nun priest senator \
     deputy aide patient casualty refugee nurse pilot crew staff household uzbek arab kurd serb turk thug relative friend parent \
     brother sister mother father baby infant teenager thousand afghan jew muslim christian chinese taliban dissident insurgent \
     delegate dead wounded muslims novice constable bystander crowd protestor national native dalit tribesman druze son daughter neighbour neighbor diplomat bishop archbishop peasant landlord orphan widow",
);

/// Number words behind "and".
pub(super) static SMALL: Words = Words::new("two three four five six seven eight nine ten eleven twelve dozens another");

/// Auxiliary verbs.
pub(super) static AUXILIARIES: Words = Words::new("was were been be being is are have has had would will may might could must to");

/// Words between an auxiliary and its participle.
pub(super) static BETWEEN: Words = Words::new(
    "reportedly later also already then now still since not shot confirmed feared left reported found seriously critically badly \
     either forcibly allegedly believed presumed listed as",
);

/// Words behind a participle that has no object: "killed in", "killed when".
pub(super) static CLOSING: Words = Words::new(
    "by in on at when as and during since after near outside while across over from for last this inside with so out off to or but \
     yesterday today before into under within around",
);

/// Participles without "-ed".
pub(super) static IRREGULAR: Words = Words::new("hurt sent held slain driven sunk lost stolen paid given sold flown beaten frozen drawn");

/// What crowds do.
pub(super) static GATHERING: Words = Words::new(
    "marched gathered rallied protested demonstrated attended chanted walked stormed besieged took joined turned massed assembled \
     filled blocked occupied demanded marching camped surrounded participated watched lined thronged packed",
);

/// Verbs and nouns of killing.
pub(super) static KILLED: Words = Words::new(
    "kill kills killed killing slain slaughtered massacred murdered executed beheaded hanged hanging executing assassinated died die \
     dies dead perished drowned slaying murdering martyred losses fatally butchered lynched massacre gunned execution murder \
     beheading deaths death toll",
);

/// Verbs of wounding.
pub(super) static INJURED: Words = Words::new(
    "wounded wounding wounds injured injuring injures hurt hospitalized hospitalised maimed maiming hurting beaten beating beat burnt \
     injuries",
);

/// Verbs and nouns of arrest.
pub(super) static ARRESTED: Words = Words::new(
    "arrested arresting arrest arrests detained detaining detain detains detention jailed jailing rounded imprisoned imprisoning \
     captured capturing interned custody apprehended hold holding holds held rounding nabbed apprehending picked",
);

/// Verbs of flight and expulsion from home.
pub(super) static DISPLACED: Words =
    Words::new("displaced displacing displace uprooted uprooting fled flee fleeing homeless evicted driven");

/// Words of loss from sight.
pub(super) static MISSING: Words = Words::new("missing disappeared unaccounted vanished");

/// Verbs and nouns of giving money.
pub(super) static PAID: Words = Words::new(
    "paid pay pays paying fined gave give gives giving given donated donate donating pledged pledge pledging promised offered \
     offering offer lent lend lending granted grant contributed contribute contributing disbursed transferred reward ransom bounty \
     settled spend spent approved allocated putting committed fine loan",
);

/// Verbs of withholding and losing money.
pub(super) static MONEY_LOST: Words = Words::new(
    "cancelled canceled withheld lost losing losses stole stolen stealing cost costing slashed cut cuts cutting halted blocked axed \
     scrapped slashing withdrew withdrawn",
);

/// Verbs of destroying, stealing and losing things.
pub(super) static LOST: Words = Words::new(
    "destroyed destroying destroy sank sunk sinking lost losing lose loses losses downed torched torching razed razing wrecked stole \
     stealing stolen looted looting damaged damaging burned burning siphoned knocking knocked demolished demolishing shooting downing \
     blew blown wiped",
);

/// Verbs of sending forces.
pub(super) static SENT: Words = Words::new(
    "sent send sends sending deploy deployed deploying deploys dispatched dispatch dispatching massed massing mass moved moving \
     rushed contribute contributed contributing provide provided flown fly flew flying landed mobilised mobilized mobilise mobilize \
     amassed stationed redeployed sailed despatched posted airlifted poured redeploy redeploying fielded",
);

/// Verbs of giving things.
pub(super) static SUPPLIED: Words = Words::new(
    "supplied supply supplies supplying delivered deliver delivering delivery deliveries shipped ship shipping provide provided \
     providing provides sent send sending sends donated donate gave give giving given sold sell selling sale transferred transfer \
     pledged pledging offered offering promised airlifted dropped handed flown fly flew flying lent distributed exported",
);

/// Gatherings and verbs of taking part.
pub(super) static PRESENT: Words = Words::new("crowd gathered attended rally protest demonstration march gathering drew involving");

/// Verbs of what the codebook has no part for: releasing, convicting, expelling.
pub(super) static OTHER: Words = Words::new(
    "released release freed freeing free rescued rescuing evacuated evacuating pardoned sentenced convicted charged abducted \
     kidnapped extradited deported expelled expelling expulsion sanctioned indicted summoned seized seizing bombed bombing pulled \
     withdrew withdraw withdrawing withdrawn withdrawal returned disarm disarmed disarming recalled ordered abducting kidnapping \
     releasing deporting charging swapped exchanged signed resigned fired firing launched launching besieged granted resettled \
     sentencing",
);

/// Units of time.
pub(super) static SPANS_OF_TIME: Words = Words::new(
    "second seconds minute minutes hour hours day days night nights week weeks month months year years decade decades century \
     centuries fortnight weekend weekends weekday weekdays morning mornings evening evenings afternoon generations millennia yr yrs \
     hrs mins",
);

/// Persons who are at an event by their very name.
pub(super) static ATTENDING: Words = Words::new(
    "demonstrator protester protestor marcher striker guest spectator onlooker attendee worshipper supporter mourner picket delegate \
     participant rioter crowd audience",
);

/// Money that is held back for a time: neither paid nor lost.
pub(super) static HELD_BACK: Words = Words::new("froze freeze freezes frozen freezing suspended suspend suspends suspending delayed");
