import { bearerContract } from "../../ports/bearer.contract.ts";
import { createLoopback } from "./bearer.ts";

const [partyOfA, partyOfB] = ["aa".repeat(32), "bb".repeat(32)];

bearerContract("loopback", async () => {
  const { a, b, cut, restore } = createLoopback();
  return { a: a(partyOfB), b: b(partyOfA), partyOfA, partyOfB, cut, restore };
});
