/*
 * Adoption: nobody is bound alone. What one party reads as final no party ever reads otherwise, whatever log somebody
 * kept back and shows later; and where all are honest and the line takes no longer than agreed, what anyone has read as
 * adopted stays adopted.
 *
 * Of the rules: C-16 and C-17 (the act and the until of a line), C-18 (adopted), C-19 (its date), C-20 (what is timed
 * after one's own time is not known), C-21 (too late), C-22 (lapsed), C-23 (final), C-24 (no adoption is final at the
 * long stop), C-26 (refused), C-43 to C-45 (lines, rounds, what denies), R-15 and R-19 (acknowledgements, times).
 *
 * Two parties with one log each; a log comes in order, whenever it likes. The clock of the second is ahead of that of
 * the first by 0 to SKEW. Each party may accept until a time of its own, or refuse, or say nothing; it signs an entry
 * when it has something to acknowledge, and when its clock passes the moment that counts. What an entry says of the
 * agreement follows from its log and what it acknowledges, and is found when it is signed. Each party reads its own log
 * and what it holds of the other's, again and again.
 *
 * holds           however long entries are on their way
 * holds   PROMPT  no entry is longer on its way than the courier delay, and what is held is acknowledged at once: an
 *                 adoption that anyone has read stays, for both
 * holds   LIAR    the second party has two logs and shows each when it likes: in one it is slow to acknowledge,
 *                 in the other it accepts or refuses, now, early or late; the first party's final reading stays all the
 *                 same, with its date
 * fails   SENT    an acceptance counts when it is sent: adopted when both accepted in time, acknowledged or not
 * fails   WITHDRAW  the newest act of a party binds it, not the first: an acceptance can be withdrawn at once
 * fails   HASTY   an adoption is final when it is read, whether or not anybody is known to have seen it (against C-23)
 * fails   REVIVE  who has let the time go by can go on all the same (against C-45)
 * fails   THREE   who has seen in time that both hold it is bound, and a fourth round is not waited for (against C-44)
 * fails   FIRST   of the acts of a party the first binds in whatever log it is shown, as in the rules before: the
 *                 refusal that a liar kept back undoes what was final (against C-16)
 * reached ADOPTED    an adoption that is final
 * reached SHOWN      an adoption that is final, and a refusal of the same party in a log that came later
 * reached CONTESTED  a lapse that is final at the long stop, though all was held in time by both
 *
 * small   -DK=3 -DSKEW=0 -DTIMES=3 -DONE_UNTIL
 * full    -DK=3 -DSKEW=1 -DTIMES=4
 */
#if defined(FIRST) || defined(SHOWN)
#define LIAR
#endif
#ifdef LIAR                     /* who may say anything has a smaller world, or there would be too many runs */
#undef SKEW
#define SKEW 0
#undef TIMES
#define TIMES 3
#undef K
#define K 4                     /* it is to acknowledge what is shown at last */
#define LIES 2                  /* entries of the log it shows; the other has one */
#endif
#ifndef K
#define K 3                     /* entries of a log */
#endif
#ifndef TIMES
#define TIMES 4                 /* moments */
#endif
#ifndef SKEW
#define SKEW 1                  /* how far clocks differ */
#endif
#define COURIER 1
#define LONGSTOP (SKEW + COURIER)             /* C-9: at least SKEW + COURIER */
#define UNTIL 1                 /* the latest until that anyone names */

#define NOTE 0
#define ACCEPT 1
#define REFUSE 2
#define NONE 15

/* Logs: 0 of the first party, 1 and, of a liar, 2 of the second. */
#define en(log, index) ((log) * K + (index))
#define clock(party) (now + (party) * ahead)

byte now, ahead;
byte size[3], time[3 * K], acked[3 * K];
byte also[K];                   /* how much of log 2 the first party's entries acknowledge */
byte until[3];                  /* what the acceptance of a log names */
byte got[2], gotAlso;           /* how much each party holds of the other's log 0 or 1, and the first of log 2 */
bool acted[2];

/* What each entry says: the act of its line, its until, how far it has come, when it held all, and whether it denies;
   how far it knows the other to have come, and when that one held all; whether it knows of somebody who denies. */
byte act[3 * K], till[3 * K], round[3 * K], holds[3 * K], theirs[3 * K], theyHold[3 * K];
bool denies[3 * K], warned[3 * K];

/* What has been read as final, by anyone: 1 adopted, 2 not; with what date; who has read so; who has read adopted. */
byte final, date = NONE;
bool readFinal[2], readAdopted[2];

#define late(e) (till[e] != NONE && time[e] > till[e] + SKEW + COURIER)

/* Entry `e` knows what the first `much` entries of `log` say, unless they are of a later time (C-20, C-43). */
inline know(log, much) {
  i = 0; first = theyHold[e];
  do
  :: i < much ->
     f = en(log, i);
     if
     :: time[f] <= time[e] + SKEW ->
        if :: act[f] == ACCEPT && until[log] < till[e] -> till[e] = until[log] :: else fi;
        if :: round[f] > theirs[e] -> theirs[e] = round[f] :: else fi;
        if :: first == NONE && holds[f] < theyHold[e] -> theyHold[e] = holds[f] :: else fi;
        if :: denies[f] -> warned[e] = true :: else fi
     :: else
     fi; i++
  :: else -> break
  od
}

#ifdef WITHDRAW
#define isActing (what != NOTE)
#define isBound false
#else
#define isActing (what != NOTE && act[e] == NONE)
#define isBound (round[e] == 4)
#endif
#ifdef REVIVE
#define mayRise true
#define inTime true
#else
#define mayRise (!denies[e])
#define inTime (!late(e))
#endif

/* C-44 and C-45 of the entry that is signed in `log`, which says `what`. */
inline judge(log, what) {
  if
  :: size[log] == 0 -> act[e] = NONE; till[e] = NONE; holds[e] = NONE; theyHold[e] = NONE
  :: else ->
     act[e] = act[e - 1]; till[e] = till[e - 1]; round[e] = round[e - 1]; holds[e] = holds[e - 1];
     theirs[e] = theirs[e - 1]; theyHold[e] = theyHold[e - 1]; denies[e] = denies[e - 1]; warned[e] = warned[e - 1]
  fi;
  if
  :: isActing && (what == REFUSE || time[e] <= until[log]) ->
     act[e] = what;
     if :: what == ACCEPT && until[log] < till[e] -> till[e] = until[log] :: else fi
  :: else
  fi;
  if
  :: log == 0 -> know(1, acked[e]); know(2, also[size[0]])
  :: else -> know(0, acked[e])
  fi;
  if
  :: !isBound && (act[e] == REFUSE || warned[e]) -> denies[e] = true
  :: else
  fi;
  if
  :: mayRise ->
     if :: round[e] == 0 && act[e] == ACCEPT -> round[e] = 1 :: else fi;
     if :: round[e] == 1 && time[e] <= till[e] && theirs[e] >= 1 -> round[e] = 2; holds[e] = time[e] :: else fi;
     if :: round[e] == 2 && inTime && theirs[e] >= 2 -> round[e] = 3 :: else fi;
#ifdef THREE
     if :: round[e] == 3 -> round[e] = 4 :: else fi
#else
     if :: round[e] == 3 && theirs[e] >= 3 -> round[e] = 4 :: else fi
#endif
  :: else
  fi;
  if :: late(e) && round[e] < 3 -> denies[e] = true :: else fi;
  i = 0; f = 0; first = 0
}

/* What a reader at `at`, who holds k[log] entries of each log, finds in one of them. */
#define OPEN 0
#define ADOPTED_SO_FAR 1
#define ADOPTED_FOR_GOOD 2
#define LAPSED_SO_FAR 3
#define LAPSED_FOR_GOOD 4

#define dateOf(f) (holds[f] > theyHold[f] -> holds[f] : theyHold[f])

inline look(log, party) {
  i = 0;
  do
  :: i < k[log] ->
     f = en(log, i);
     if :: round[f] == 4 && bound[party] == NONE -> bound[party] = dateOf(f) :: else fi;
     if
     :: denies[f] ->
        denied[party] = true;
        if :: till[f] != NONE && at >= till[f] + LONGSTOP && at + SKEW >= time[f] -> stopped = true :: else fi
     :: else
     fi;
#ifdef FIRST
     if :: act[f] == REFUSE -> refused = true :: else fi;
#endif
#ifdef SENT
     if :: act[f] == ACCEPT -> sent[party] = true :: else fi;
#endif
     if :: act[f] == ACCEPT && till[f] < limit -> limit = till[f] :: else fi; i++
  :: else -> break
  od;
#ifdef WITHDRAW
  if :: k[log] > 0 && act[en(log, k[log] - 1)] == REFUSE -> bound[party] = NONE :: else fi;
#endif
  if :: k[log] > 0 && round[en(log, k[log] - 1)] >= 2 && !denies[en(log, k[log] - 1)] -> stands[party] = true :: else fi
}

#ifdef LIAR
/* Whether an entry of the second log binds to the date of the first party. */
#define bindsTo(f) (round[f] == 4 && dateOf(f) == bound[0])
#define sameDate (k[2] > 0 && bindsTo(en(2, 0)))
#endif

inline fold() {
  bound[0] = NONE; bound[1] = NONE; limit = NONE; state = OPEN;
  look(0, 0); look(1, 1);
#ifdef LIAR
  look(2, 1);
#endif
  if
#ifdef FIRST
  :: refused -> state = LAPSED_FOR_GOOD
#endif
#ifdef SENT
  :: sent[0] && sent[1] -> state = ADOPTED_FOR_GOOD
#endif
#ifdef HASTY
  :: stands[0] && stands[1] -> state = ADOPTED_FOR_GOOD
#endif
#ifdef LIAR                     /* of two logs the second may name another date: then that one is not looked at */
  :: bound[0] != NONE && bound[1] != NONE && (bound[0] == bound[1] || sameDate) -> state = ADOPTED_FOR_GOOD
  :: bound[0] != NONE && bound[1] != NONE && bound[0] != bound[1] && !sameDate -> state = ADOPTED_SO_FAR
#else
  :: bound[0] != NONE && bound[1] != NONE -> state = ADOPTED_FOR_GOOD
#endif
  :: else ->
     if
     :: stands[0] && stands[1] -> state = ADOPTED_SO_FAR
     :: denied[0] && denied[1] -> state = LAPSED_FOR_GOOD
     :: else ->
        if
        :: stopped && bound[0] == NONE && bound[1] == NONE -> state = LAPSED_FOR_GOOD
        :: !(stopped && bound[0] == NONE && bound[1] == NONE) && at > limit -> state = LAPSED_SO_FAR
        :: else
        fi
     fi
  fi
}

#define dateRead bound[0]

/* One reads. What was final stays; what was adopted in an honest and prompt world stays. */
inline reading(p) {
#ifdef LIAR
  k[0] = size[0]; k[1] = got[0]; k[2] = gotAlso;
#else
  k[p] = size[p]; k[1 - p] = got[p];
#endif
  at = clock(p);
  fold();
  printf("at %d party %d reads state %d of %d, %d and %d entries\n", at, p, state, k[0], k[1], k[2]);
  if
  :: state == ADOPTED_FOR_GOOD ->
     assert(final != 2); assert(date == NONE || date == dateRead);
     final = 1; date = dateRead; readFinal[p] = true; readAdopted[p] = true;
#ifdef ADOPTED
     assert(false);
#endif
#ifdef SHOWN
     assert(!(k[2] > 0 && denies[en(2, 0)] && act[en(2, 0)] == REFUSE));
#endif
  :: state == LAPSED_FOR_GOOD ->
     assert(final != 1); final = 2; readFinal[p] = true;
#ifdef CONTESTED
     assert(!(k[0] > 0 && k[1] > 0 && round[en(0, k[0] - 1)] >= 2 && round[en(1, k[1] - 1)] >= 2))
#endif
  :: else ->                                      /* whoever has read a final state never reads less */
     assert(!readFinal[p]);
     readAdopted[p] = readAdopted[p] || state == ADOPTED_SO_FAR
  fi;
#ifdef PROMPT
  assert(!readAdopted[p] || state == ADOPTED_SO_FAR || state == ADOPTED_FOR_GOOD);
  assert(final != 2 || !readAdopted[0] && !readAdopted[1]);
#endif
  at = 0; i = 0; f = 0; k[0] = 0; k[1] = 0; k[2] = 0; bound[0] = 0; bound[1] = 0; limit = 0; state = 0;
  denied[0] = false; denied[1] = false; stands[0] = false; stands[1] = false; stopped = false
#ifdef FIRST
  ; refused = false
#endif
#ifdef SENT
  ; sent[0] = false; sent[1] = false
#endif
}

/* R-15: an entry of an honest party acknowledges all that it holds. */
inline sign(p, what) {
  e = en(p, size[p]);
  time[e] = clock(p); acked[e] = got[p];
#ifdef LIAR
  also[size[0]] = gotAlso;
#endif
  judge(p, what);
  printf("at %d party %d signs entry %d of kind %d, acknowledging %d: round %d, denies %d\n", clock(p), p, size[p], what,
    got[p], round[e], denies[e]);
  size[p]++; e = 0
}

#define newest(log) (size[log] == 0 -> 0 : time[en(log, size[log] - 1)])
#define newestAck(log) (size[log] == 0 -> 0 : acked[en(log, size[log] - 1)])
#ifdef LIAR
#define isNew(p) (got[p] > newestAck(p) || gotAlso > (size[0] == 0 -> 0 : also[size[0] - 1]))
#else
#define isNew(p) (got[p] > newestAck(p))
#endif
/* A note changes a reading only when it acknowledges something, or is the first after a moment that counts. */
#define hasToSay(p) (isNew(p) || clock(p) > UNTIL + SKEW + COURIER && newest(p) <= UNTIL + SKEW + COURIER)

proctype honest(byte me) {
  byte at, e, f, i, first, k[3], bound[2], limit, state;
  bool denied[2], stands[2], stopped;
#ifdef FIRST
  bool refused;
#endif
#ifdef SENT
  bool sent[2];
#endif
end:
  do
#ifndef ONE_UNTIL
  :: d_step { size[me] < K && !acted[me] && clock(me) < UNTIL ->
       acted[me] = true; until[me] = UNTIL - 1; sign(me, ACCEPT) }
#endif
  :: d_step { size[me] < K && !acted[me] && clock(me) <= UNTIL -> acted[me] = true; until[me] = UNTIL; sign(me, ACCEPT) }
  :: d_step { size[me] < K && !acted[me] -> acted[me] = true; sign(me, REFUSE) }
#ifdef WITHDRAW
  :: d_step { size[me] < K && acted[me] && until[me] != 0 -> sign(me, REFUSE); until[me] = 0 }
#endif
  :: d_step { size[me] < K && hasToSay(me) -> sign(me, NOTE) }
  :: d_step { size[me] > 0 && !isNew(me) -> reading(me) }
  od
}

#ifdef LIAR
/* It shows one log as an honest party would, but acknowledges in it all there is or nothing new; in the one that it
   keeps back it accepts or refuses, and dates that now, as early as it can, or late. */
proctype liar() {
  byte e, f, i, first, log, what;
end:
  do
  :: atomic {
       if :: size[1] < LIES -> log = 1 :: size[2] < 1 -> log = 2 fi;
       e = en(log, size[log]);
       if
       :: now >= newest(log) -> time[e] = now
       :: log == 2 -> time[e] = newest(log)
       :: log == 2 && newest(log) < TIMES -> time[e] = TIMES
       fi;
       if :: acked[e] = newestAck(log) :: size[0] > newestAck(log) -> acked[e] = size[0] fi;
       until[log] = UNTIL;
       if
       :: size[log] == 0 -> what = ACCEPT
       :: size[log] == 0 && log == 2 -> what = REFUSE
       :: size[log] > 0 -> what = NOTE
       fi;
       judge(log, what);
       size[log]++; e = 0; log = 0; what = 0
     }
  od
}
#endif

#ifdef PROMPT
#define arrived(p) (got[p] == size[1 - p] || now + (1 - p) * ahead < time[en(1 - p, got[p])] + COURIER)
#define mayWait(p) (arrived(p) && newestAck(p) == got[p])
#else
#define mayWait(p) true
#endif

/* The line, and time. In a prompt world time waits for what has been on its way for the courier delay, and for what
   is held and not acknowledged. */
active proctype world() {
end:
  do
  :: d_step { got[0] < size[1] -> got[0]++ }
#ifdef LIAR
  :: d_step { gotAlso < size[2] -> gotAlso++ }
#else
  :: d_step { got[1] < size[0] -> got[1]++ }
#endif
  :: d_step { now < TIMES && mayWait(0) && mayWait(1) -> now++ }
  od
}

init {
  atomic {
    if :: ahead = 0 :: ahead = SKEW fi;
    run honest(0);
#ifdef LIAR
    run liar()
#else
    run honest(1)
#endif
  }
}
