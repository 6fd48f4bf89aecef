// A process that brings a database to a version after the present one, part by part, and is killed in the middle: by
// itself before the part that is named, or by whoever hears that it is about to commit.

import { writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { migrate, schemaVersion } from "./schema.ts";

/** Parts of the migration. */
const parts = 40;

const [path = "", killAt = "never"] = process.argv.slice(2);
const db = new DatabaseSync(path);
db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
// A small cache spills into the log while the transaction goes on: pages of it are on the disk when the kill comes.
db.exec("PRAGMA cache_size = 10");
const published = Array.from({ length: schemaVersion }, () => "");
db.function("reach", (part) => {
  if (String(part) === killAt) process.kill(process.pid, "SIGKILL");
  if (part === parts) writeSync(1, "committing\n");
  return part;
});
const copies = Array.from({ length: parts }, (_, part) => (
  `SELECT reach(${part});
   INSERT INTO entries_next SELECT log, seq, leaf, blob FROM entries WHERE seq % ${parts} = ${part};
   UPDATE entries SET blob = CAST(blob || x'00' AS BLOB) WHERE seq % ${parts} = ${part};`
));
migrate(db, [...published, `CREATE TABLE entries_next (log BLOB, seq INTEGER, leaf BLOB, blob BLOB) STRICT;
  ${copies.join("\n")}
  SELECT reach(${parts});`]);
db.close();
