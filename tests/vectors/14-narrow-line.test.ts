import { runners } from "./14-narrow-line.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("14-narrow-line");

runVectors(chapter, runners);
testMusts(chapter, "N");
