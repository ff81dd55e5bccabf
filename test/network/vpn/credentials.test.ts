import * as fc from "fast-check";
import { FaultList } from "vmnet/network/faults";
import { certificateFaults, pskFault, type CertificateFacts } from "vmnet/network/vpn";

const good: CertificateFacts = {
  keyType: "rsa",
  keyBits: 3072,
  signature: "sha256WithRSAEncryption",
  names: ["vpn.example.com"],
  addresses: ["203.0.113.1"],
};
const faults = (changes: Partial<CertificateFacts>) =>
  certificateFaults({ ...good, ...changes }, "203.0.113.1").map(({ message }) => message);

describe("a certificate of an IPsec end (R34)", () => {
  test("is right with RSA, SHA-256 and the endpoint as an address", () => {
    expect(faults({})).toEqual([]);
  });

  test.each([
    ["fails for ECDSA", { keyType: "ec" }, "RSA certificates only"],
    ["fails for RSA of 1024 bits", { keyBits: 1024 }, "too short"],
    ["fails for SHA-1", { signature: "sha1WithRSAEncryption" }, "does not take this signature"],
    ["fails for a wildcard", { names: ["*.example.com"] }, "wildcard"],
    ["fails without the address", { addresses: [] }, "does not name this endpoint"],
    [
      "fails for the peer's address",
      { addresses: ["198.51.100.1"] },
      "does not name this endpoint",
    ],
  ])("%s", (_what, changes, words) => {
    expect(faults(changes)).toEqual([expect.stringContaining(words)]);
  });

  test("fails for everything at once", () => {
    expect(faults({ keyType: "ec", names: ["*"], addresses: [] })).toHaveLength(3);
  });
});

describe("a pre-shared key", () => {
  test("is right from 20 characters on", () => {
    expect(pskFault("abcdefghijklmnopqrst")).toBeUndefined();
    expect(pskFault("abcdefghijklmnopqrs")?.message).toContain("too short");
  });

  test("fails for one character repeated, and for characters outside of ASCII", () => {
    expect(pskFault("a".repeat(30))?.message).toContain("one character repeated");
    expect(pskFault("schlüssel-schlüssel-schlüssel")?.message).toContain("write differently");
  });

  test("is never in a text about it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 19 }), (psk) => {
        const list = new FaultList();
        list.add("credentials.primary.psk", pskFault(psk) ?? { message: "" });
        expect(list.toText()).not.toContain(JSON.stringify(psk));
        expect(list.faults[0]).not.toHaveProperty("value");
      }),
    );
  });
});
