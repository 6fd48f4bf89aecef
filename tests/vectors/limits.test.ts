// Named limits of record, seal and line, each with the number that its chapter states: one that is one off would
// refuse what others send, or take what they refuse.

import { deepEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as spool from "../../src/bearer/kiss/spool.ts";
import * as admission from "../../src/bearer/tls/admission.ts";
import * as budget from "../../src/core/bearer/budget.ts";
import * as datagram from "../../src/core/bearer/datagram.ts";
import * as gateway from "../../src/core/bearer/gateway.ts";
import * as markReader from "../../src/core/bearer/mark-reader.ts";
import * as pacer from "../../src/core/bearer/pacer.ts";
import * as roaming from "../../src/core/bearer/roaming.ts";
import * as bundle from "../../src/core/courier/bundle.ts";
import * as codes from "../../src/core/courier/codes.ts";
import * as paper from "../../src/core/document/paper.ts";
import * as publication from "../../src/core/document/publication.ts";
import * as fountain from "../../src/core/line/fountain.ts";
import * as fragment from "../../src/core/line/fragment.ts";
import * as frame from "../../src/core/line/frame.ts";
import * as narrowAssembly from "../../src/core/line/narrow-assembly.ts";
import * as narrowControl from "../../src/core/line/narrow-control.ts";
import * as narrowFragment from "../../src/core/line/narrow-fragment.ts";
import * as narrowHeads from "../../src/core/line/narrow-heads.ts";
import * as narrowHeard from "../../src/core/line/narrow-heard.ts";
import * as narrowLink from "../../src/core/line/narrow-link.ts";
import * as oneWay from "../../src/core/line/one-way.ts";
import * as patience from "../../src/core/line/patience.ts";
import * as queue from "../../src/core/line/queue.ts";
import * as quota from "../../src/core/line/quota.ts";
import * as sync from "../../src/core/line/sync.ts";
import * as lineTest from "../../src/core/line/test.ts";
import * as window from "../../src/core/line/window.ts";
import * as documentEntries from "../../src/core/mechanism/document/entries.ts";
import * as officer from "../../src/core/mechanism/officer/entries.ts";
import * as textEntries from "../../src/core/mechanism/text/entries.ts";
import * as standing from "../../src/core/mechanism/officer/standing.ts";
import * as timeLimit from "../../src/core/clock/time-limit.ts";
import * as workingTime from "../../src/core/clock/working-time.ts";
import * as commitment from "../../src/core/mechanism/commitment/entries.ts";
import * as exhibit from "../../src/core/mechanism/commitment/exhibit.ts";
import * as narrowContent from "../../src/core/narrow/content.ts";
import * as narrowFrame from "../../src/core/narrow/frame.ts";
import * as cutoff from "../../src/core/record/cutoff.ts";
import * as entry from "../../src/core/record/entry.ts";
import * as exported from "../../src/core/record/export.ts";
import * as log from "../../src/core/record/log.ts";
import * as proof from "../../src/core/record/proof.ts";
import * as chainData from "../../src/core/seal/chain-data.ts";
import * as envelope from "../../src/core/seal/envelope.ts";
import * as epoch from "../../src/core/seal/epoch.ts";
import * as padding from "../../src/core/seal/padding.ts";
import * as prekey from "../../src/core/seal/prekey.ts";
import * as exhibits from "../../src/station/mechanism/exhibits.ts";
import * as courierMake from "../../src/station/courier/courier-make.ts";
import * as courierTake from "../../src/station/courier/courier-take.ts";
import * as courier from "../../src/station/courier/courier.ts";
import * as receipt from "../../src/station/line/receipt.ts";

type Numbers = Readonly<Record<string, number>>;

/** Numbers that the text of the chapter has, with commas, and where they stand in the code. */
const stated: readonly (readonly [chapter: string, module: object, numbers: Numbers])[] = [
  ["03-record", log, { beyondMax: 256 }], ["03-record", cutoff, { shownMax: 64 }],
  ["03-record", entry, { payloadBytesMax: 32_768, contentBytesMax: 65_536, acksMax: 64, leavesMax: 256 }],
  ["07-verification", exported, {
    exportItemBytesMax: 1_048_576, exportItemsMax: 16_777_216, exportLogsMax: 65_536,
  }],
  ["07-verification", proof, { proofCharactersMax: 1_048_576, proofPathMax: 53, proofRostersMax: 64 }],
  ["05-line", fragment, { fragmentBytesMin: 64, partialsMax: 64, partialBytesMax: 1_048_576, partialIdsMax: 16_384 }],
  ["05-line", frame, { frameBytesMax: 131_072 }],
  ["05-line", sync, { frameSinglesMax: 8_192, changedMax: 32, aheadMax: 256, unopenedMax: 256 }],
  ["05-line", window, {
    windowMax: 256, windowReserve: 32, flashWindowMax: 256, levelsMax: 65_536, singlesKnownMax: 1_024, runsMax: 1_024,
    refusalsMax: 256,
  }],
  ["05-line", quota, {
    requestsPerSecondMax: 128, recallsPerSecondMax: 4, deliveredMax: 1_024, strikesPerSecondMax: 2_048,
    intakeBytesPerSecond: 65_536, flashReserveBytes: 16_777_216,
  }],
  ["05-line", queue, { controlFramesMax: 64 }],
  ["05-line", lineTest, { pingsMax: 8 }],
  ["10-officers", officer, { namedMax: 32 }],
  ["10-officers", standing, { claimsMax: 1_024, closingsMax: 256, namingsMax: 64 }],
  ["12-bearers", datagram, { windowMs: 131_072 }],
  ["12-bearers", budget, { strangerMarksPerSecondMax: 4_096, peerMarksPerSecondMax: 32_768 }],
  ["12-bearers", spool, { spooledMax: 64 }],
  ["12-bearers", admission, { unauthenticatedMax: 64, unauthenticatedPerAddressMax: 8 }],
  ["12-bearers", markReader, { heardMax: 4_096, againMs: 500 }],
  ["12-bearers", gateway, { carriedBytesMax: 32_779, gatewayMtuBytesMax: 16_384, untakenMax: 2 }],
  ["13-courier", bundle, {
    bundleBytesMax: 268_435_456, bundleItemBytesMax: 131_072, bundleListsMax: 512, placesMax: 256,
  }],
  ["13-courier", codes, { codesMax: 24, codePartBytes: 480 }],
  ["13-courier", courier, { courierHeadsMax: 4_096, wantedMax: 4_096 }],
  ["13-courier", courierMake, { flashAheadMax: 64 }], ["13-courier", courierTake, { unopenableMax: 256 }],
  ["14-narrow-line", narrowFragment, {
    narrowBpsMax: 64_000, wideMtuBytesMin: 1_024, piecesMax: 4_096, symbolNumberMax: 65_535,
  }],
  ["14-narrow-line", narrowAssembly, { narrowPartialBytesMax: 524_288, wholeMax: 16 }],
  ["14-narrow-line", narrowControl, { runsLackedMax: 64, symbolsAskedMax: 4_096 }],
  ["14-narrow-line", narrowLink, {
    narrowControlsMax: 64, companyBytesMax: 24, repeatableMax: 64, repeatableBytesMax: 524_288, mergeMs: 100,
  }],
  ["14-narrow-line", fountain, { blockSymbolsMax: 128 }],
  ["14-narrow-line", oneWay, { oneWayPauseMsMax: 3_600_000 }],
  ["14-narrow-line", { ...oneWay.oneWaySendings }, { 0: 4, 1: 8, 2: 16, 3: 32 }],
  ["14-narrow-line", window, { narrowAheadMax: 4, restingMax: 64 }],
  ["15-texts", textEntries, {
    textLanguagesMin: 2, textLanguagesMax: 6, titleBytesMax: 800, clauseBytesMax: 16_000, changesMax: 256,
    standsMax: 256, touchesMax: 8, changeClausesMax: 8, offerClausesMax: 2_048, runsMax: 1_400,
    privateNoteBytesMax: 8_000, copyClausesMax: 5_000, textSlotsMax: 5_000, textChangesMax: 65_536,
  }],
  ["17-clocks", timeLimit, { amountMax: 1_000, recurrencesMax: 1_000, occurrenceNameBytesMax: 400 }],
  ["17-clocks", workingTime, { workingDaysLookedAtMax: 36_600 }],
  ["18-commitments", timeLimit, { itemsMax: 64, recurrencesMax: 1_000 }],
  ["18-commitments", commitment, {
    scheduleLanguagesMax: 6, sideMax: 8, deliverableBytesMax: 4_000, evidenceAskedBytesMax: 2_000,
    phraseBytesMax: 1_000, clausesMax: 16, articleBytesMax: 400, alarmsMax: 8, alarmDaysMax: 3_650, evidenceMax: 16,
    evidenceBytesMax: 16_777_216, fileNameBytesMax: 255, mediaTypeBytesMax: 127,
  }],
  ["18-commitments", exhibit, { exhibitPieceBytes: 65_536 }],
  ["05-line", exhibits, { exhibitQuotaBytes: 268_435_456, piecesPerSecondMax: 48 }],
  ["19-documents", paper, { paperBytesMax: 16_777_216 }],
  ["19-documents", publication, {
    publicationRostersMax: 64, publicationActsMax: 32, publicationBytesMax: 25_165_824,
  }],
  ["19-documents", documentEntries, { editionBytesMax: 64 }],
  ["11-narrow", narrowFrame, { narrowEnvelopeBytesMax: 65_536 }],
  ["04-seal", envelope, { envelopeBytesMax: 103_541 }], ["04-seal", padding, { paddedBytesMax: 102_400 }],
  ["04-seal", epoch, { epochsMax: 16, recipientsMax: 16, sealedMax: 48 }],
  ["04-seal", prekey, { prekeysMax: 8 }],
  ["04-seal", chainData, {
    epochMessagesMax: 100_000, indexMax: 16_777_215, skippedMax: 2_000, jumpMax: 4_096, readersMax: 64,
    learnedMax: 256, restartsMax: 256, peersMax: 256, ownPrekeysMax: 8,
  }],
];

/** Numbers that the chapters say in words, or leave to each station. */
const inWords: readonly (readonly [module: object, numbers: Numbers])[] = [
  [officer, { namingBytesMax: 32_768 }],
  [commitment, { clauseIndexMax: 4_999, calendarsMax: 16 }],
  [exhibit, { sealedPieceBytesMax: 65_552, exhibitPiecesMax: 256 }],
  [exhibits, { exhibitsAskedMax: 4, piecesAheadMax: 4, exhibitPauseMs: 10_000, exhibitTriesMax: 30 }],
  [narrowControl, { digestBytes: 8 }], [narrowHeard, { lacksMax: 4 }],
  [narrowContent, { flatBytesPerCoded: 8, flatBytesFree: 64 }],
  [narrowAssembly, { narrowIdleMsMax: 3_600_000 }],
  [narrowHeads, { newestMax: 8, allHeadsMs: 60_000, comparesMax: 4 }],
  [narrowLink, { fountainLossMin: 0.2 }],
  [receipt, { receiptPauseMs: 2_000 }], [courierTake, { entriesPerCommit: 256 }],
  [narrowFrame, { narrowEntryType: 1, fullPleaseType: 2 }],
  [fragment, { headerBytes: 6, trailerBytes: 4, messageIds: 65_536, fragmentsPerSecond: 2, pieceOverheadBytes: 64,
    partialIdleMsMax: 120_000 }],
  [frame, { lineVersion: 1, headsMax: 128, singlesMax: 256, rangesMax: 64, envelopeBytesMax: 106_496 }],
  [chainData, { epochLifeMs: 86_400_000 }], [prekey, { keyIdMax: 4_294_967_295, prekeyBytes: 1_216 }],
  [entry, { entryVersion: 1, timeMsMax: 281_474_976_710_655, lamportMax: 9_007_199_254_740_991 }],
  [datagram, { markBytes: 4, cookieBytes: 8 }], [pacer, { speakMsMax: 10_000 }],
  [roaming, { challengeEveryMs: 1_000, learntMsMax: 180_000 }],
  [queue, { fragmentsInFlightMax: 2, queuedFramesMax: 1_024 }],
  [quota, { deliveredMsMax: 5_000, quotaTellEveryMs: 1_000, intakeBytesMax: 268_435_456 }],
  [sync, { haveEveryMs: 1_000, headsEveryMs: 1_000, unopenedMsMin: 1_000, unopenedMsMax: 60_000 }],
  [lineTest, { testEveryMsDefault: 60_000, answerMsMax: 20_000, pingEveryMs: 15_000, silentPingsMax: 3,
    heardEveryMs: 1_000 }],
  [patience, { resendMsMin: 5_000, resendMsMax: 60_000, askMsMax: 60_000 }],
  [window, { resealsMax: 5, resealEveryMsMin: 100 }],
];

test("the limits are the numbers that the chapters state", () => {
  for (const [chapter, module, numbers] of stated) {
    const text = readFileSync(new URL(`../../spec/${chapter}.md`, import.meta.url), "utf8");
    deepEqual(picked(module, numbers), numbers, chapter);
    for (const [name, number] of Object.entries(numbers)) {
      ok(new RegExp(`(?<![\\d,])${number.toLocaleString("en")}(?![\\d,])`, "u").test(text), `${chapter}: ${name}`);
    }
  }
  for (const [module, numbers] of inWords) deepEqual(picked(module, numbers), numbers);
});

function picked(module: object, numbers: Numbers): object {
  return Object.fromEntries(Object.keys(numbers).map((name) => [name, (module as Numbers)[name]]));
}
