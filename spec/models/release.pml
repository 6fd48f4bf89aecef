/*
 * Release: nothing is signed that two distinct persons, who did not write it, have not approved as it stands, each
 * having been shown all that had come in by then or having said that they release all the same; and where one browser
 * was taken, at least one of them did.
 *
 * Of the rules: M-37 (the digest of a draft), M-38 (an assent counts for the revision and digest that it names, the
 * newest of one officer), M-39 (an edit begins without approvals), M-40 (only the newest revision, once, with as many
 * distinct officers as policy asks), M-42 (what is signed is what was approved), O-12 (no two of one officer or one
 * session, and not who wrote it), O-13 (what each was shown; release-unseen).
 *
 * OFFICERS officers, each with a page that shows some revision and some of what came in, and shows more only when it
 * is loaded again. Any of them edits, discards, approves (twice, if the finger slips), releases. The house knows of a
 * person's mind nothing but what the assent names; the model keeps beside it what each has truly agreed to.
 *
 * holds   as the rules say
 * holds   TAKEN      the page of officer 0 was taken: whoever approves there, it names another revision than it shows
 * fails   COUNT      two approvals are counted, not two persons
 * fails   WRITER     who wrote the revision counts as one of the two
 * fails   SURVIVES   an approval of a draft stays when the draft is edited
 * fails   UNSEEN     it is not asked what those who approved had been shown
 * fails   EARLIER    it is asked when they approve, and not again when it is released
 * fails   ONE_PAGE   two persons may approve in one session, and that page was taken
 * reached RELEASED   a run in which a draft is edited and then released
 *
 * small   -DOFFICERS=3 -DREVISIONS=2 -DINCOMING=1
 * full    -DOFFICERS=3 -DREVISIONS=3 -DINCOMING=1
 */
#ifdef ONE_PAGE
#define TAKEN
#endif
#ifdef TAKEN                    /* who may name anything has a smaller world, or there would be too many runs */
#undef REVISIONS
#define REVISIONS 2
#endif
#ifndef OFFICERS
#define OFFICERS 3
#endif
#ifndef REVISIONS
#define REVISIONS 2
#endif
#ifndef INCOMING
#define INCOMING 1
#endif
#define POLICY 2
#define ALL_THE_SAME 9          /* named as seen by an assent of act release-unseen (O-13) */
#define NOBODY OFFICERS

#define by(officer, revision) ((officer) * REVISIONS + (revision))

byte newest, incoming;          /* the newest revision of the draft; messages addressed to us that are held */
byte writer[REVISIONS];         /* who wrote it; officer 0 wrote the first */
bool discarded, released;

/* The newest assent of each officer to each revision: what it names as seen, and in whose session; and how many. */
bit approved[OFFICERS * REVISIONS];
byte seen[OFFICERS * REVISIONS], session[OFFICERS * REVISIONS], approvals[REVISIONS];

/* What each page shows, and what each person has truly agreed to: this text, having read so much. */
byte page[OFFICERS], read[OFFICERS];
bit agreed[OFFICERS * REVISIONS];
byte hadRead[OFFICERS * REVISIONS];

/* `who` approves, at the page of `where`, the revision `named`, and says to have seen `much`. */
inline approve(whom, where, named, much) {
  printf("%d approves revision %d at the page of %d, seen %d\n", whom, named, where, much);
  approved[by(whom, named)] = 1; seen[by(whom, named)] = much; session[by(whom, named)] = where;
  approvals[named] = (approvals[named] < POLICY -> approvals[named] + 1 : POLICY);
  agreed[by(whom, page[where])] = 1; hadRead[by(whom, page[where])] = much
}

#define sawAll(much) ((much) == incoming || (much) == ALL_THE_SAME)
#ifdef WRITER
#define mayCount(who, revision) true
#else
#define mayCount(who, revision) (who != writer[revision])
#endif
#if defined(UNSEEN) || defined(EARLIER)
#define sawEnough(much) true
#else
#define sawEnough(much) sawAll(much)
#endif
#ifdef SURVIVES
#define approves(who, revision) (approved[by(who, 0)] || approved[by(who, revision)])
#else
#define approves(who, revision) approved[by(who, revision)]
#endif
#ifdef ONE_PAGE
#define sameSession(who) false
#else
#define sameSession(who) (first != NOBODY && session[by(who, revision)] == session[by(first, revision)])
#endif

/* M-40, O-12, O-13, and beside them the truth. */
inline release(which) {
  revision = which; k = 0; persons = 0; truly = 0; first = NOBODY;
  do
  :: k < OFFICERS ->
     if
     :: approves(k, revision) && sawEnough(seen[by(k, revision)]) && mayCount(k, revision) && !sameSession(k) ->
        persons++; first = k
     :: else
     fi;
     if
     :: agreed[by(k, revision)] && sawAll(hadRead[by(k, revision)]) && k != writer[revision] -> truly++
     :: else
     fi;
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
#ifdef TAKEN
     assert(truly >= 1);
#else
     assert(truly >= POLICY);
#endif
#ifdef RELEASED
     assert(revision == 0)
#endif
  :: else
  fi;
  k = 0; persons = 0; truly = 0; first = 0; revision = 0
}

#ifdef EARLIER
#define mayApprove(where) (read[where] == incoming)
#else
#define mayApprove(where) true
#endif
#ifdef COUNT
#define isNew(who) (approvals[page[who]] < POLICY)
#else
#define isNew(who) (!approved[by(who, page[who])] || seen[by(who, page[who])] != read[who])
#endif

proctype officer(byte who) {
  byte k, persons, truly, first, revision;
end:
  do
  :: d_step { page[who] != newest || read[who] != incoming ->
       page[who] = newest; read[who] = incoming; printf("%d loads the page\n", who) }
  :: d_step { newest + 1 < REVISIONS && !released && !discarded && page[who] == newest ->
       newest++; writer[newest] = who; printf("%d edits: revision %d\n", who, newest) }
  :: d_step { !discarded && !released -> discarded = true }
#ifdef TAKEN
  :: d_step { who != 0 && mayApprove(who) && isNew(who) -> approve(who, who, page[who], read[who]) }
    /* At the page of officer 0: it names the newest revision, and says that all was seen, whatever it shows. */
  :: d_step { !approved[by(who, newest)] -> approve(who, 0, newest, incoming) }
#else
  :: d_step { mayApprove(who) && isNew(who) -> approve(who, who, page[who], read[who]) }
  :: d_step { read[who] != incoming && (!approved[by(who, page[who])] || seen[by(who, page[who])] != ALL_THE_SAME) ->
       approve(who, who, page[who], ALL_THE_SAME) }
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
