/*
 * Position: an honest station never signs two entries for one place (log, seq), whatever it is restored from; and that
 * it went back is seen by whoever holds what it signed.
 *
 * Of the rules: R-11 (every start opens a new log), R-9 (it begins with a BOOT), R-12 and R-13 (what a BOOT names as
 * its log before; siblings), R-21 check 11 (two entries at one place are a fork).
 *
 * One author, who may stop between any two steps, whose disk may be copied, and on whom a copy may be put back. What
 * it signs is in flight for as long as the courier likes and comes in any order. A log's id stands for 128 random
 * bits: the world draws them and never draws one twice; the author's disk is no part of that.
 *
 * holds   as the rules say
 * fails   RESYNC     no new log: after a start the author asks the reader for its newest entry and goes on after it
 * fails   COUNTER    a new log at every start, numbered by a counter that stands on the author's own disk
 * fails   UNNOTICED  the limit stated in chapter 00: a copy that goes on as if nothing had been, without a start
 * fails   ONE_SIGN   only BOOTs that name one log are looked at, and not one that names less of a log than is held
 * reached SEEN       a run in which the author forgets what it signed, and the reader sees it
 *
 * small   -DLOGS=3 -DSEQS=2 -DRESTORES=2
 * full    -DLOGS=4 -DSEQS=2 -DRESTORES=3
 */
#ifndef LOGS
#define LOGS 4      /* logs that are ever opened */
#endif
#ifndef SEQS
#define SEQS 3      /* entries of a log, its BOOT among them */
#endif
#ifndef RESTORES
#define RESTORES 2
#endif

#define NONE LOGS
#define place(log, seq) ((log) * SEQS + (seq))
#define holds(log, seq) ((seq) < SEQS && held[place(log, seq)])

bit said[LOGS * SEQS], held[LOGS * SEQS];
byte previousLog[LOGS], previousSize[LOGS];       /* what each BOOT names; the first names none */

typedef Disk { byte log; byte size };             /* the log that is being written, and how much of it there is */
Disk disk, copy;
bool copied;
byte opened, restores;

inline sign() {
  printf("signs entry %d of log %d\n", disk.size, disk.log);
  assert(!said[place(disk.log, disk.size)]);
  said[place(disk.log, disk.size)] = 1;
  disk.size++
}

inline openLog(new) {
  printf("opens log %d, naming %d entries of log %d\n", new, disk.size, disk.log);
  previousLog[new] = disk.log; previousSize[new] = disk.size;
  disk.log = new; disk.size = 0;
  sign()
}

inline start() {
#ifdef RESYNC
  do
  :: holds(disk.log, disk.size) -> printf("gets back entry %d\n", disk.size); disk.size++    /* the reader answers truly, and gives back what it holds */
  :: else -> break
  od;
  skip
#else
#ifdef COUNTER
  openLog(disk.log + 1)
#else
  openLog(opened);
  opened++
#endif
#endif
}

#ifdef COUNTER
#define mayStart (disk.log + 1 < LOGS)
#else
#define mayStart (opened < LOGS)
#endif

active proctype author() {
  d_step { previousLog[0] = NONE; opened = 1; sign() };
  do
  :: d_step { disk.size < SEQS -> sign() }
  :: d_step { mayStart -> start() }
  :: d_step { restores < RESTORES -> copy.log = disk.log; copy.size = disk.size; copied = true;
       printf("its disk is copied: log %d, %d entries\n", disk.log, disk.size) }
  :: d_step { copied && restores < RESTORES && mayStart ->
       disk.log = copy.log; disk.size = copy.size; restores++;
       printf("the copy is put back: log %d, %d entries\n", disk.log, disk.size);
#ifndef UNNOTICED
       start()
#endif
     }
  od
}

active proctype courier() {
  byte next;
end:
  do
  :: atomic {
       do
       :: said[next] && !held[next] -> held[next] = 1;
          printf("entry %d of log %d comes\n", next % SEQS, next / SEQS); break
       :: next < LOGS * SEQS - 1 -> next++
       :: else -> break
       od;
       next = 0
     }
  od
}

/* When all that was signed has come. What the author knows is its log, and those that it continues. */
active proctype reader() {
  byte log, other, seq, known[LOGS];
  bool all = true, lost, seen;
  opened > 0;
  d_step {
    do
    :: log < LOGS ->
       seq = 0;
       do
       :: seq < SEQS -> all = all && (held[place(log, seq)] || !said[place(log, seq)]); seq++
       :: else -> break
       od; log++
    :: else -> break
    od;
    log = disk.log; known[log] = disk.size;
    do
    :: previousLog[log] != NONE -> known[previousLog[log]] = previousSize[log]; log = previousLog[log]
    :: else -> break
    od;
    log = 0;
    do
    :: log < opened ->
       seq = 0;
       do
       :: seq < SEQS -> lost = lost || said[place(log, seq)] && seq >= known[log]; seq++
       :: else -> break
       od;
#ifndef ONE_SIGN
       if
       :: previousLog[log] != NONE ->                    /* it names less of a log than is held of it */
          seen = seen || holds(previousLog[log], previousSize[log])
       :: else
       fi;
#endif
       other = 0;
       do                                                /* R-13: two BOOTs name one log */
       :: other < log -> seen = seen || previousLog[other] == previousLog[log]; other++
       :: else -> break
       od; log++
    :: else -> break
    od;
    if :: all && lost -> printf("what was signed is forgotten; seen: %d\n", seen) :: else fi;
    assert(!all || !lost || seen);
#ifdef SEEN
    assert(!(all && lost && seen))
#endif
  }
}
