/*
 * Release: nothing is signed that two distinct persons did not approve as it stands, each having seen all that had
 * come in by then.
 *
 * Of the rules: M-37 (the digest of a draft), M-38 (an approval counts for the revision and digest that it names, the
 * newest of one officer), M-39 (an edit begins without approvals), M-40 (only the newest revision, once, with as many
 * distinct officers as policy asks, each shown everything that is held at that moment), M-42 (what is signed is what
 * was approved).
 *
 * OFFICERS officers, each before a page that shows some revision and some of what came in, and shows more only when
 * it is loaded again. Any of them edits, discards, approves (twice, if the finger slips), releases. The house knows
 * of a person's mind nothing but what the approval names; the model keeps beside it what each has truly agreed to.
 *
 * holds   as the rules say
 * fails   COUNT      two approvals are counted, not two persons
 * fails   SURVIVES   an approval of a draft stays when the draft is edited
 * fails   UNSEEN     it is not asked what those who approved had been shown
 * fails   EARLIER    it is asked when they approve, and not again when it is released
 * reached RELEASED   a run in which a draft is edited and then released
 *
 * small   -DOFFICERS=3 -DREVISIONS=2 -DINCOMING=1
 * full    -DOFFICERS=3 -DREVISIONS=3 -DINCOMING=2
 */
#ifndef OFFICERS
#define OFFICERS 3
#endif
#ifndef REVISIONS
#define REVISIONS 3
#endif
#ifndef INCOMING
#define INCOMING 2
#endif
#define POLICY 2

#define by(officer, revision) ((officer) * REVISIONS + (revision))

byte newest, incoming;              /* the newest revision of the draft; messages addressed to us that are held */
bool discarded, released;

/* The approvals on the house record: one of each officer and revision, with what it names as seen; and their count. */
bit approved[OFFICERS * REVISIONS];
byte seen[OFFICERS * REVISIONS], approvals[REVISIONS];

/* What each page shows, and what each person has truly agreed to: this text, having read so much. */
byte page[OFFICERS], read[OFFICERS];
bit agreed[OFFICERS * REVISIONS];
byte hadRead[OFFICERS * REVISIONS];

inline approve(who) {
#ifdef EARLIER
  if :: read[who] < incoming -> goto again :: else fi;
#endif
  printf("%d approves revision %d, shown %d messages\n", who, page[who], read[who]);
  approved[by(who, page[who])] = 1; seen[by(who, page[who])] = read[who];
  approvals[page[who]] = (approvals[page[who]] < POLICY -> approvals[page[who]] + 1 : POLICY);
  agreed[by(who, page[who])] = 1; hadRead[by(who, page[who])] = read[who]
}

/* M-40, and beside it the truth. `revision` is the one that is asked to be released. */
inline release(revision) {
  k = 0; persons = 0; truly = 0;
  do
  :: k < OFFICERS ->
#ifdef SURVIVES
     if :: approved[by(k, 0)] || approved[by(k, revision)] -> persons++ :: else fi;
#else
#if defined(UNSEEN) || defined(EARLIER)
     if :: approved[by(k, revision)] -> persons++ :: else fi;
#else
     if :: approved[by(k, revision)] && seen[by(k, revision)] == incoming -> persons++ :: else fi;
#endif
#endif
     if :: agreed[by(k, revision)] && hadRead[by(k, revision)] == incoming -> truly++ :: else fi;
     k++
  :: else -> break
  od;
#ifdef COUNT
  persons = approvals[revision];
#endif
  if
  :: persons >= POLICY && !discarded && !released && revision == newest ->
     released = true;
     printf("revision %d is released, %d messages held\n", revision, incoming);
     assert(truly >= POLICY);
#ifdef RELEASED
     assert(revision == 0)
#endif
  :: else
  fi;
  k = 0; persons = 0; truly = 0
}

proctype officer(byte who) {
  byte k, persons, truly;
again:
  do
  :: d_step { page[who] != newest || read[who] != incoming -> page[who] = newest; read[who] = incoming }
  :: d_step { read[who] != incoming -> read[who] = incoming }
  :: d_step { newest + 1 < REVISIONS && !released && !discarded && page[who] == newest -> newest++;
       printf("%d edits: revision %d\n", who, newest) }
  :: d_step { !discarded && !released -> discarded = true }
#ifdef COUNT
  :: atomic { approvals[page[who]] < POLICY -> approve(who) }
#else
  :: atomic { !approved[by(who, page[who])] || seen[by(who, page[who])] != read[who] -> approve(who) }
#endif
  :: d_step { !released -> release(page[who]) }
  od
}

active proctype line() {
end:
  do
  :: d_step { incoming < INCOMING -> incoming++; printf("message %d comes in\n", incoming) }
  od
}

init {
  byte who;
  atomic { do :: who < OFFICERS -> run officer(who); who++ :: else -> break od }
}
