import { isZero, textsOf } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/** GCM has its own digest: left out there, it stays out. */
export const ikeDigestFilledIn: Quirk = {
  name: "an IKE profile without digest reads SHA2_256",
  source: "doc: filled in with AES_128 or AES_256",
  types: [N.ikeProfile],
  answer({ inputs }) {
    const plain = textsOf(inputs["encryptionAlgorithms"]).some((name) => /^AES_\d+$/.test(name));
    return plain && isZero(inputs["digestAlgorithms"])
      ? { digestAlgorithms: ["SHA2_256"] }
      : undefined;
  },
};
