import { bearerContract } from "../../ports/bearer.contract.ts";
import { createLoopback } from "./bearer.ts";

const [stationOfA, stationOfB] = ["aa".repeat(32), "bb".repeat(32)];

bearerContract("loopback", async () => {
  const { a, b, cut, restore } = createLoopback();
  return { a: a(stationOfB), b: b(stationOfA), stationOfA, stationOfB, notices: true, cut, restore };
});
