// A process that brings a database to a version after the present one, slowly: to be killed in the middle.

import { writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { migrate, schemaVersion } from "./schema.ts";

const path = process.argv[2] as string;
const db = new DatabaseSync(path);
db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
// A small cache spills into the log while the transaction goes on: pages of it are on the disk when the kill comes.
db.exec("PRAGMA cache_size = 10");
const published = Array.from({ length: schemaVersion }, () => "");
const copies = Array.from({ length: 40 }, (_, part) => (
  `INSERT INTO entries_next SELECT log, seq, leaf, blob FROM entries WHERE seq % 40 = ${part};
   UPDATE entries SET blob = CAST(blob || x'00' AS BLOB) WHERE seq % 40 = ${part};`
));
writeSync(1, "begun\n");
migrate(db, [...published, `CREATE TABLE entries_next (log BLOB, seq INTEGER, leaf BLOB, blob BLOB) STRICT;
  ${copies.join("\n")}`]);
db.close();
