#!/bin/sh
# Backs up what compose.yaml runs into a folder of today: both databases, the files, and the settings with the secret key in them.
#   deploy/backup.sh /backups
# A folder that is not there afterwards was not finished: it is named at the end.
set -eu
cd "$(dirname "$0")"
to="${1:?Say where to: deploy/backup.sh /backups}"
umask 077
mkdir -p "$to"
to="$(cd "$to" && pwd)/$(date +%F)"
half="$to.unfinished"
rm -rf "$half"
mkdir "$half"
for database in parley n8n; do
  docker compose exec -T postgres pg_dump -U parley -Fc "$database" > "$half/$database.dump"
done
docker compose run --rm -T --no-deps --entrypoint tar parley-1 -C /media -czf - . > "$half/media.tar.gz"
cp .env "$half/env"
rm -rf "$to"
mv "$half" "$to"
echo "$to"
