/*
 * Durable there: an author shows an entry as durable at the reader only when the reader had made it durable, in the
 * start of the reader that said so; and a reader that went back is told, sent what it lacks, and nothing stays as it
 * was in silence.
 *
 * Of the rules: R-14 (nothing is acknowledged that is not durable), R-11 (each start of the reader is a log of its
 * own, and signs its acknowledgements there), L-14 and L-16 (heads are said when a link comes up, and are what the
 * reader holds, also where it is less), L-26 (what is no longer covered is sent again), M-9.
 *
 * The author has ENTRIES entries. The reader takes the next one it lacks into memory, writes it to disk, and says how
 * many it holds. It may lose power between any two steps, its disk may be copied, and a copy may be put back; then it
 * starts anew and says its heads. What is said is in flight for as long as it likes and comes in any order.
 *
 * holds   as the rules say
 * fails   EARLY      the reader acknowledges what it has in memory, before its disk has it
 * fails   STALE      the author counts an acknowledgement of an earlier start as if the reader had said it now
 * fails   FORGIVING  the author believes the greatest size that the reader ever said
 * reached BACK       a run in which the reader goes back and all is sent again
 *
 * small   -DENTRIES=2 -DSTARTS=3
 * full    -DENTRIES=3 -DSTARTS=3
 */
#ifndef ENTRIES
#define ENTRIES 3
#endif
#ifndef STARTS
#define STARTS 3    /* starts of the reader in all */
#endif

#define saying(start, size) ((start) * (ENTRIES + 1) + (size))

/* The reader. */
byte memory, disk, copy, start;
bool copied, up = true;             /* up: the link; it comes up anew at each start, and then heads are said */
byte durableIn[STARTS];             /* the most it ever had on its disk in each start: what an acknowledgement may say */

/* In flight: entries by number, and what the reader said by start and size. */
bit entry[ENTRIES], said[STARTS * (ENTRIES + 1)];

/* The author: the newest start it has heard of, what it shows as durable there, and whether it has told of a loss. */
byte heard, shown;
bool told;

inline say(size) {
  printf("in start %d the reader says %d\n", start, size);
  said[saying(start, size)] = 1
}

inline begin() {                    /* R-11, L-14 */
  memory = disk; start++;
  durableIn[start] = disk;
  printf("start %d of the reader, with %d on its disk\n", start, disk);
  say(disk)
}

/* What the reader said has come: `from` is the start in which it said so. */
inline hear(from, size) {
  said[saying(from, size)] = 0;
  printf("the author hears %d, said in start %d\n", size, from);
  assert(size <= durableIn[from]);  /* durable there, in that start: whoever shows it shows the truth */
#ifdef FORGIVING
  heard = (from > heard -> from : heard);
  shown = (size > shown -> size : shown);
#else
#ifdef STALE
  shown = (size > shown || from > heard -> size : shown);
  heard = (from > heard -> from : heard);
#else
  if
  :: from > heard ->
     heard = from;
     if
     :: size < shown -> told = true                     /* earlier acknowledged, gone back since: sent again */
     :: else
     fi;
     shown = size
  :: from == heard && size > shown -> shown = size
  :: else                                               /* of an earlier start: it was so then, and says no more */
  fi
#endif
#endif
}

active proctype author() {
  byte from, size;
end:
  do
  :: atomic {                       /* L-24: whatever is not covered is sent, and again, in any order */
       size = shown;
       do
       :: size < ENTRIES && !entry[size] -> entry[size] = 1; break
       :: size + 1 < ENTRIES -> size++
       :: else -> break
       od;
       size = 0
     }
  :: atomic {
       do
       :: said[saying(from, size)] -> d_step { hear(from, size) }; break
       :: size < ENTRIES -> size++
       :: size >= ENTRIES && from < STARTS - 1 -> size = 0; from++
       :: else -> break
       od;
       from = 0; size = 0
     }
  od
}

active proctype reader() {
  d_step { say(0) };
end:
  do
  :: d_step { memory < ENTRIES && entry[memory] -> entry[memory] = 0; memory++ }
  :: d_step { disk < memory ->
       disk = memory; printf("the reader's disk has %d\n", disk);
       durableIn[start] = (disk > durableIn[start] -> disk : durableIn[start]) }
#ifdef EARLY
  :: d_step { say(memory) }
#else
  :: d_step { disk > 0 -> say(disk) }
#endif
  :: d_step { start < STARTS - 1 -> begin() }                              /* the power fails */
  :: d_step { start < STARTS - 1 -> copy = disk; copied = true;
       printf("its disk is copied with %d\n", disk) }
  :: d_step { copied && start < STARTS - 1 -> disk = copy; begin() }       /* the copy is put back */
  od
}

/* When everything that was said has been heard, what is shown is there now. What is not shown, the author sends. */
active proctype watch() {
  byte k;
  bool quiet = true;
  d_step {
    do
    :: k < STARTS * (ENTRIES + 1) -> quiet = quiet && !said[k]; k++
    :: else -> break
    od;
    assert(!quiet || shown <= disk);
#ifdef BACK
    assert(!(told && quiet && shown == ENTRIES))
#endif
  }
}
