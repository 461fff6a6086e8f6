//! Examples under the long help of each command.

pub const DEMARCHE: &str = "\
Examples:
  demarche code article.txt                        claims and events of one article
  demarche code news/ -o events --format parquet   a folder of articles into tables
  demarche explain article.txt                     why it was coded so, and what came nearest
  demarche codebook ASSAULT                        what a code means

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
  One row of a file:
    demarche explain news.jsonl.gz --id 'news.jsonl.gz#17'
  A sentence of your own:
    echo 'Seoul denied that its troops had crossed the border.' | demarche explain -
  In a pipe: triggers that made no event, with their probability:
    demarche explain article.txt --json | jq -c '.sentences[].dropped_triggers[].trigger'

NO_COLOR switches colours off.

Exit status: 0 explained (also where the text is not English), 1 the document cannot be read,
2 the command cannot be carried out, as where FILE holds several documents.";

pub const CODEBOOK: &str = "\
Examples:
  demarche codebook            all codes in a table
  demarche codebook COERCE     an event type with its modes
  demarche codebook 195        a CAMEO code";

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
