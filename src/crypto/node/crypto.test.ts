import { createNodeCrypto } from "./crypto.ts";
import { createNodeRandom } from "./random.ts";
import { createSoftwareSigner } from "./signer.ts";
import { cryptoContract } from "../../ports/crypto.contract.ts";
import { randomContract } from "../../ports/random.contract.ts";
import { signerContract } from "../../ports/signer.contract.ts";

const crypto = createNodeCrypto();

cryptoContract("node", crypto);
randomContract("node", createNodeRandom);
signerContract("software", crypto, () => createSoftwareSigner(crypto, createNodeRandom().bytes(32)));
