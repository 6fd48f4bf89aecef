/*
 * Seat and memory: a party with two stations agrees once. The station that was restored does not act on what it has
 * forgotten while anybody remembers it, and where nobody did, the branch shows.
 *
 * Of the rules: C-16 (the first act of a party binds it: an honest party makes one), C-36, R-35 and R-55 (after a start
 * a station asks, the other stations of its own party too, and nothing that agrees is signed before every one of them
 * has confirmed its memory; what it lacks comes back to it, R-36), R-11 and R-12 (a start opens a new log, whose BOOT
 * names the one before), C-39 to C-42 and K-26 (the seat is one station's at a time; it is passed, or moved by a roster,
 * which the giver says in its log; the taker acts when it holds that word and all that this acknowledges, of the giver's
 * logs before it too). LOST is what C-36 and C-42 leave to two officers: they confirm in the place of a station that
 * answers no more, and may be wrong.
 *
 * Station 0 has the seat, acts, passes the seat, is copied and restored, whenever it likes. Station 1 takes the seat.
 * A reader of the other party holds what comes. Entries come late, log by log, in order.
 *
 * holds   as the rules say
 * fails   UNLOCKED   a restored station acts as soon as it runs
 * fails   ASKS_ONE   it asks the other party alone, and not its own second station (against R-55)
 * fails   TOLD       the taker acts when it is told on the telephone, before it holds the giver's word
 * fails   GAP        the taker acts on the giver's word in its new log, though it lacks some of the log before (against
 *                    C-42)
 * fails   HEAR_SAY   the restored station believes an answer that was given before it asked
 * fails   LOST       a limit: two officers confirm in the place of the second station, which knew more
 * reached FORGOTTEN  what nobody held comes after all: two acts, and a branch that shows it
 *
 * small   -DSIZE=3
 * full    -DSIZE=4
 */
#define FIRST 0                 /* the log of station 0 in which it began */
#define AGAIN 1                 /* its log since it was restored; its BOOT counts as an entry */
#define TAKER 2                 /* the log of station 1 */
#define LOGS 3
#ifndef SIZE
#define SIZE 3                  /* entries of a log */
#endif

#define NOTE 0
#define ACT 1
#define PASS 2
#define en(log, index) ((log) * SIZE + (index))

byte kind[LOGS * SIZE], size[LOGS];
byte reader[LOGS], taker[LOGS]; /* how much of each log the reader and station 1 hold */
byte memory, copy, names;       /* of FIRST: what station 0 knows, its copy, and what the BOOT of AGAIN names */
bool copied, restored, asked[2], confirmed = true;
byte oldReader, oldTaker;       /* what was held when an answer was given that comes late */
bool heldByOthers = true;       /* whether somebody held all of it when it was restored or asked */
byte follows;                   /* how much of FIRST the pass in AGAIN acknowledges: what its giver knew */
byte acts;

#define all(holder) (holder[FIRST] >= size[FIRST])

inline add(log, what) {
  kind[en(log, size[log])] = what; size[log]++;
  printf("log %d: entry %d of kind %d\n", log, size[log] - 1, what);
  if :: what == ACT -> acts++ :: else fi
}

/* Whether station 0 knows of such an entry: in what it knows of FIRST, in AGAIN, and, of acts, in what has come of
   the taker's; it is never told of those here, which can only make it more eager. */
inline look(what, found) {
  i = 0; found = false;
  do
  :: i < SIZE ->
     found = found || (i < memory && kind[en(FIRST, i)] == what) ||
             (i < size[AGAIN] && kind[en(AGAIN, i)] == what);
     i++
  :: else -> break
  od;
  i = 0
}

#ifdef UNLOCKED
#define mayAgree true
#else
#define mayAgree confirmed
#endif
#define mine (restored -> AGAIN : FIRST)

active proctype giver() {
  byte i;
  bool acted, passed;
end:
  do
  :: d_step { size[mine] < SIZE && mayAgree ->
       look(ACT, acted); look(PASS, passed);
       if
       :: !acted && !passed -> add(mine, ACT); memory = (restored -> memory : size[FIRST])
       :: else
       fi; acted = false; passed = false }
  :: d_step { size[mine] < SIZE && mayAgree ->
       look(PASS, passed);
       if
       :: !passed -> follows = memory; add(mine, PASS); memory = (restored -> memory : size[FIRST])
       :: else
       fi; passed = false }
  :: d_step { !copied -> copied = true; copy = memory; printf("its disk is copied with %d\n", copy) }
#ifdef HEAR_SAY
  :: d_step { !restored -> oldReader = reader[FIRST]; oldTaker = taker[FIRST] }
#endif
  :: d_step { copied && !restored ->
       restored = true; memory = copy; names = copy; confirmed = false; add(AGAIN, NOTE);
       printf("the copy is put back\n");
       heldByOthers = all(reader) || all(taker) }
    /* An answer: what the other holds of FIRST comes back where it is more (R-36). */
  :: d_step { restored && !confirmed && !asked[0] ->
       asked[0] = true; heldByOthers = heldByOthers || all(reader);
       printf("the reader answers %d\n", reader[FIRST]);
#ifdef HEAR_SAY
       if :: oldReader > memory -> memory = oldReader :: else fi;
#else
       if :: reader[FIRST] > memory -> memory = reader[FIRST] :: else fi;
#endif
#if defined(ASKS_ONE) || defined(LOST)
       confirmed = true
#else
       confirmed = asked[1]
#endif
     }
  :: d_step { restored && !confirmed && !asked[1] ->
       asked[1] = true; heldByOthers = heldByOthers || all(taker);
       printf("station 1 answers %d\n", taker[FIRST]);
#ifdef HEAR_SAY
       if :: oldTaker > memory -> memory = oldTaker :: else fi;
#else
       if :: taker[FIRST] > memory -> memory = taker[FIRST] :: else fi;
#endif
       confirmed = asked[0]
     }
  od
}

#ifdef GAP
#define whole true
#else
#define whole (taker[FIRST] >= follows)
#endif

active proctype second() {
  byte i;
  bool acted, passed;
end:
  do
  :: d_step { size[TAKER] < SIZE ->
       i = 0;
       do
       :: i < SIZE ->
          acted = acted || (i < taker[FIRST] && kind[en(FIRST, i)] == ACT) ||
             (i < taker[AGAIN] && kind[en(AGAIN, i)] == ACT) ||
             (i < size[TAKER] && kind[en(TAKER, i)] == ACT);
#ifdef TOLD
          passed = passed || (i < size[FIRST] && kind[en(FIRST, i)] == PASS) ||
             (i < size[AGAIN] && kind[en(AGAIN, i)] == PASS);
#else
          passed = passed || (i < taker[FIRST] && kind[en(FIRST, i)] == PASS) ||
             (i < taker[AGAIN] && kind[en(AGAIN, i)] == PASS && whole);
#endif
          i++
       :: else -> break
       od;
       if :: passed && !acted -> add(TAKER, ACT) :: else fi;
       i = 0; acted = false; passed = false }
  od
}

active proctype courier() {
  byte log;
end:
  do
  :: d_step { reader[FIRST] < size[FIRST] -> reader[FIRST]++ }
  :: d_step { reader[AGAIN] < size[AGAIN] -> reader[AGAIN]++ }
  :: d_step { taker[FIRST] < size[FIRST] -> taker[FIRST]++ }
  :: d_step { taker[AGAIN] < size[AGAIN] -> taker[AGAIN]++ }
  od
}

/* Two acts are made only where what was forgotten was held by nobody; and then, when all has come, the branch shows:
   the BOOT names less of the log before than is held of it. */
active proctype watch() {
  d_step {
    acts > 1 ->
    printf("two acts\n");
    assert(restored && !heldByOthers);
    assert(reader[FIRST] < size[FIRST] || names < reader[FIRST]);
#ifdef FORGOTTEN
    assert(reader[FIRST] < size[FIRST])
#endif
  }
}
