import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createWitnessClient, witnessAddress, witnessAnswerBytesMax } from "./client.ts";
import { witnessContract } from "../../ports/witness.contract.ts";
import type { MadeWitnesses } from "../../ports/witness.contract.ts";

witnessContract("http", make);

async function make(): Promise<MadeWitnesses> {
  const heard: { method: string; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "" } = request;
      const path = url.replace("/under", "");
      heard.push({ method, path, body: Buffer.concat(parts).toString() });
      if (path === "/echo") return response.end(Buffer.concat(parts));
      if (path === "/elsewhere") return response.writeHead(302, { location: "/under/echo" }).end();
      if (path === "/large") return response.end(Buffer.alloc(witnessAnswerBytesMax + 1));
      if (path !== "/broken") return response.writeHead(409).end("7\n");
      response.writeHead(200, { "content-length": "100" });
      response.write("part", () => response.destroy());
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const addresses = new Map([
    ["good", witnessAddress(`http://127.0.0.1:${port}/under`)], ["gone", witnessAddress("http://127.0.0.1:1")],
  ]);
  return {
    witnesses: createWitnessClient(addresses), heard,
    stop: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
