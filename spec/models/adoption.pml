/*
 * Adoption: nobody is bound alone. What one party reads as final no party ever reads otherwise, and where all are
 * honest and the line takes no longer than agreed, what anyone has read as adopted stays adopted.
 *
 * Of the rules: C-16 (the first act of a party binds it), C-17 (the earliest until governs), C-18 (adopted), C-20 and
 * C-33 (a disputed time), C-21 (seen too late), C-22 (lapsed), C-23 (final by entries), C-24 (no adoption is final at
 * the long stop), C-26 (refused), C-29 and C-30 for the lapse, R-15 and R-18 (first acknowledgements), R-19 (times),
 * and the duty at the end of "Agreement": a station acknowledges what it holds before it tells what the state is.
 *
 * Two parties with one log each; a log comes in order, whenever it likes. The clock of the second is ahead of that of
 * the first by 0 to SKEW. Each party may accept until a time of its own, or refuse, or say nothing; it signs an entry
 * when it has something to acknowledge, and when its clock passes a moment that counts. Each reads its own log and
 * what it holds of the other's, again and again.
 *
 * holds           however long entries are on their way
 * holds   PROMPT  no entry is longer on its way than the courier delay, and what is held is acknowledged at once: an
 *                 adoption that anyone has read stays, for both
 * holds*  LIAR    the second party dates its entries, and what it held when, as it likes, and acknowledges when it
 *                 likes: the first party's final reading stays all the same
 * fails   SENT    an acceptance counts when it is sent: adopted when both accepted in time, acknowledged or not
 * fails   WITHDRAW  the newest act of a party binds it, not the first: an acceptance can be withdrawn at once
 * fails   HASTY   an adoption is final when it is read, whether or not the acknowledgements were seen (against C-23)
 * fails   REVIVE  an acknowledgement counts however late its addressee saw it (against C-21)
 * fails*  SECOND_LOG  a limit (08, Agreement): a party that has kept back a whole log shows it after all
 * reached ADOPTED    an adoption that is final
 * reached CONTESTED  a lapse that is final at the long stop, though an acknowledgement in time comes later
 *
 * small   -DK=3 -DSKEW=0 -DTIMES=3 -DONE_UNTIL
 * full    -DK=3 -DSKEW=1 -DTIMES=4
 */
#ifdef SECOND_LOG
#define LIAR
#endif
#ifdef LIAR                     /* who may say anything has a smaller world, or there would be too many runs */
#undef SKEW
#define SKEW 0
#undef TIMES
#define TIMES 3
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

#define en(party, index) ((party) * K + (index))
#define other(party) (1 - (party))
#define clock(party) (now + (party) * ahead)

byte now, ahead;
byte size[2], kind[2 * K], time[2 * K], acked[2 * K], heldAt[2 * K], until[2];
byte got[2], gotAt[2];          /* how much each holds of the other's log, and since when */
bool acted[2];

/* What has been read as final, by anyone: 1 adopted, 2 not; who has read so; and who has read adopted at all. */
byte final;
bool readFinal[2], readAdopted[2];

/* The fold. It reads `k[p]` entries of each log at the time `at`, and leaves `state`: OPEN, or one of: */
#define OPEN 0
#define ADOPTED_SO_FAR 1
#define ADOPTED_FOR_GOOD 2
#define LAPSED_SO_FAR 3
#define LAPSED_FOR_GOOD 4
#define REFUSED 5

#define lastTime(p) (k[p] == 0 -> 0 : time[en(p, k[p] - 1)])

/* The first entry of `by` among those read that acknowledges entry `index` of the other's log: index, or NONE. */
inline firstAck(by, index, found) {
  found = 0;
  do
  :: found < k[by] && acked[en(by, found)] <= index -> found++
  :: found >= k[by] -> found = NONE; break
  :: else -> break
  od
}

#ifdef WITHDRAW
#define binds(p) true
#else
#define binds(p) (act[p] == NONE)
#endif

inline bindingAct(p) {
  i = 0; act[p] = NONE;
  do
  :: i < k[p] ->
     if
     :: kind[en(p, i)] != NOTE && (kind[en(p, i)] == REFUSE || time[en(p, i)] <= until[p]) && binds(p) -> act[p] = i
     :: else
     fi; i++
  :: else -> break
  od
}

#define accepted(p) (act[p] != NONE && kind[en(p, act[p])] == ACCEPT)
#ifdef SECOND_LOG
bool shown;                     /* a refusal in another log of the second party, first in canonical order */
#define refusedElsewhere shown
#else
#define refusedElsewhere false
#endif
#define refused(p) (act[p] != NONE && kind[en(p, act[p])] == REFUSE)

/* The acknowledgement by `p` of the other's acceptance: does it count (C-18, C-20, C-21), and has the other seen it? */
inline weigh(p) {
  firstAck(p, act[other(p)], i);
  if
  :: i == NONE -> counts = false; allSeen = false
  :: else ->
     firstAck(other(p), i, j);
     if :: j == NONE -> allSeen = false :: else fi;
     if
     :: time[en(p, i)] > limit -> counts = false
     :: heldAt[en(p, i)] + SKEW < time[en(other(p), act[other(p)])] -> counts = false; fault = true
     :: j != NONE && heldAt[en(p, i)] > time[en(other(p), j)] + SKEW -> counts = false; fault = true
#ifndef REVIVE
     :: j != NONE && heldAt[en(other(p), j)] > limit + SKEW + COURIER -> counts = false; fault = true
     :: j == NONE && lastTime(other(p)) > limit + SKEW + COURIER -> counts = false; fault = true
#endif
     :: else
     fi
  fi
}

inline fold() {
  bindingAct(0); bindingAct(1);
  limit = NONE; counts = true; allSeen = true; fault = false; state = OPEN;
  if :: accepted(0) -> limit = until[0] :: else fi;
  if :: accepted(1) && until[1] < limit -> limit = until[1] :: else fi;
  if
  :: refused(0) || refused(1) || refusedElsewhere -> state = REFUSED
  :: else ->
     if
     :: accepted(0) && accepted(1) && time[en(0, act[0])] <= limit && time[en(1, act[1])] <= limit ->
#ifndef SENT
        weigh(0); weigh(1)
#endif
     :: else -> counts = false
     fi;
#ifdef HASTY
     allSeen = true;
#endif
     if
     :: counts -> state = (allSeen -> ADOPTED_FOR_GOOD : ADOPTED_SO_FAR)
     :: !counts && limit != NONE && at > limit ->
        state = LAPSED_SO_FAR;
        if
        :: lastTime(0) > limit + SKEW && lastTime(1) > limit + SKEW -> state = LAPSED_FOR_GOOD
        :: at >= limit + LONGSTOP &&
           (lastTime(0) > limit + SKEW + COURIER || lastTime(1) > limit + SKEW + COURIER) -> state = LAPSED_FOR_GOOD
        :: else
        fi
     :: else
     fi
  fi
}

/* One reads. What was final stays; what was adopted in an honest and prompt world stays. */
inline reading(p) {
  k[p] = size[p]; k[other(p)] = got[p]; at = clock(p);
  fold();
  printf("at %d party %d reads state %d of %d and %d entries\n", at, p, state, k[0], k[1]);
  if
  :: state == ADOPTED_FOR_GOOD ->
     assert(final != 2); final = 1; readFinal[p] = true; readAdopted[p] = true;
#ifdef ADOPTED
     assert(false)
#endif
  :: state == LAPSED_FOR_GOOD || state == REFUSED ->
     assert(final != 1); final = 2; readFinal[p] = true;
#ifdef CONTESTED
     assert(!(state == LAPSED_FOR_GOOD && fault && lastTime(other(p)) <= limit + SKEW))
#endif
  :: else ->                                      /* whoever has read a final state never reads less */
     assert(!readFinal[p]);
     readAdopted[p] = readAdopted[p] || state == ADOPTED_SO_FAR
  fi;
#ifdef PROMPT
  assert(!readAdopted[p] || state == ADOPTED_SO_FAR || state == ADOPTED_FOR_GOOD);
  assert(final != 2 || !readAdopted[0] && !readAdopted[1]);
#endif
  at = 0; i = 0; j = 0; k[0] = 0; k[1] = 0; act[0] = 0; act[1] = 0;
  limit = 0; counts = false; allSeen = false; fault = false; state = 0
}

/* R-15: an entry acknowledges all that is held, since when it is held. */
inline sign(p, what) {
  kind[en(p, size[p])] = what; time[en(p, size[p])] = clock(p);
  acked[en(p, size[p])] = got[p]; heldAt[en(p, size[p])] = gotAt[p];
  printf("at %d party %d signs entry %d of kind %d, acknowledging %d\n", clock(p), p, size[p], what, got[p]);
  size[p]++
}

#define newest(p) (size[p] == 0 -> 0 : time[en(p, size[p] - 1)])
#define newestAck(p) (size[p] == 0 -> 0 : acked[en(p, size[p] - 1)])
/* A note changes a reading only when it acknowledges something, or is the first after a moment that counts. */
#define hasToSay(p) (got[p] > newestAck(p) \
  || clock(p) > UNTIL + SKEW && newest(p) <= UNTIL + SKEW \
  || clock(p) > UNTIL + SKEW + COURIER && newest(p) <= UNTIL + SKEW + COURIER)

proctype honest(byte me) {
  byte at, i, j, k[2], act[2], limit, state;
  bool counts, allSeen, fault;
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
  :: d_step { size[me] > 0 && newestAck(me) == got[me] -> reading(me) }
  od
}

#ifdef LIAR
/* Which log a second act of a party stands in makes no difference to C-16: only its lamport, which a log begun in
   secret at the beginning has low. */
#ifdef SECOND_LOG
active proctype secret() { shown = true }
#endif

/* It signs what it likes, with the times it likes, and acknowledges as much as it likes of what it holds; in one
   entry less than the honest. */
proctype liar(byte me) {
  byte what, when, since, much;
end:
  do
  :: atomic {
       size[me] < K - 1 ->
       when = newest(me); much = newestAck(me); what = NOTE;
       do :: when < TIMES -> when++ :: break od;
       do :: much < got[me] -> much++ :: break od;
       if :: much > newestAck(me) -> since = 0; do :: since < when -> since++ :: break od
          :: else -> since = (size[me] == 0 -> 0 : heldAt[en(me, size[me] - 1)])
       fi;
       if :: !acted[me] -> what = ACCEPT; acted[me] = true; until[me] = UNTIL
          :: what = NOTE
       fi;
       kind[en(me, size[me])] = what; time[en(me, size[me])] = when;
       acked[en(me, size[me])] = much; heldAt[en(me, size[me])] = since;
       size[me]++; when = 0; since = 0; much = 0; what = 0
     }
  od
}
#endif

#ifdef PROMPT
#define arrived(p) (got[p] == size[other(p)] || now + other(p) * ahead < time[en(other(p), got[p])] + COURIER)
#define mayWait(p) (arrived(p) && newestAck(p) == got[p])
#else
#define mayWait(p) true
#endif

/* The line, and time. In a prompt world time waits for what has been on its way for the courier delay, and for what
   is held and not acknowledged: what waits for a later entry counts as held when that one came (R-18). */
active proctype world() {
  byte p;
end:
  do
  :: d_step { got[0] < size[1] -> got[0]++; gotAt[0] = clock(0) }
  :: d_step { got[1] < size[0] -> got[1]++; gotAt[1] = clock(1) }
  :: d_step { now < TIMES && mayWait(0) && mayWait(1) -> now++ }
  od
}

init {
  atomic {
    if :: ahead = 0 :: ahead = SKEW fi;
    run honest(0);
#ifdef LIAR
    run liar(1)
#else
    run honest(1)
#endif
  }
}
