import { createPrivateKey, X509Certificate } from "node:crypto";
import { TlsEstate } from "@vmnet/simulator/tls/tls";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";

const tls = new TlsEstate();
const KEY = "tls:index/privateKey:PrivateKey";
const SELF = "tls:index/selfSignedCert:SelfSignedCert";
const REQUEST = "tls:index/certRequest:CertRequest";
const SIGNED = "tls:index/locallySignedCert:LocallySignedCert";
const make = (type: string, inputs: PropertyMap) => tls.create(type, inputs, { preview: false });

function authority(key: PropertyMap) {
  const { privateKeyPem } = make(KEY, key).outputs;
  const inputs = {
    privateKeyPem: privateKeyPem!,
    subject: { commonName: "lab authority", organization: "lab" },
    allowedUses: ["cert_signing", "crl_signing"],
    isCaCertificate: true,
    validityPeriodHours: 87_600,
  };
  return { inputs, ...make(SELF, inputs) };
}

function signed(by: ReturnType<typeof authority>, key: PropertyMap) {
  const { privateKeyPem } = make(KEY, key).outputs;
  const request = make(REQUEST, {
    privateKeyPem: privateKeyPem!,
    subject: { commonName: "vpn" },
    dnsNames: ["vpn.example.org"],
    ipAddresses: ["192.168.1.70"],
  });
  return make(SIGNED, {
    caCertPem: by.outputs.certPem!,
    caPrivateKeyPem: by.inputs.privateKeyPem,
    certRequestPem: request.outputs.certRequestPem!,
    allowedUses: ["digital_signature", "server_auth"],
    validityPeriodHours: 24,
  });
}

describe("the lab's keys", () => {
  it.each([
    [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "ec", "EC PRIVATE KEY"],
    [{ algorithm: "RSA", rsaBits: 2048 }, "rsa", "RSA PRIVATE KEY"],
    [{ algorithm: "ED25519" }, "ed25519", "PRIVATE KEY"],
  ])("are real ones: %j", (inputs, type, label) => {
    const { id, outputs } = make(KEY, inputs);
    expect(createPrivateKey(String(outputs.privateKeyPem)).asymmetricKeyType).toBe(type);
    expect(outputs.privateKeyPem).toMatch(`-----BEGIN ${label}-----`);
    expect(id).toMatch(/^[0-9a-f]{40}$/);
  });

  it("are not known in a preview, and never in clear", () => {
    const { outputs } = tls.create(KEY, { algorithm: "RSA" }, { preview: true });
    expect(outputs.privateKeyPem).toBe(UNKNOWN);
    expect(tls.secretOutputs(KEY)).toEqual(["privateKeyPem", "privateKeyPemPkcs8"]);
  });
});

describe("the lab's certificates", () => {
  const ec = { algorithm: "ECDSA", ecdsaCurve: "P256" };

  it.each([ec, { algorithm: "RSA", rsaBits: 2048 }, { algorithm: "ED25519" }])(
    "are signed by their authority: %j",
    (key) => {
      const root = authority(key);
      const { id, outputs } = signed(root, ec);
      const ca = new X509Certificate(String(root.outputs.certPem));
      const leaf = new X509Certificate(String(outputs.certPem));
      expect(ca.ca).toBe(true);
      expect(leaf.verify(ca.publicKey)).toBe(true);
      expect(leaf.checkIssued(ca)).toBe(true);
      expect(leaf.subject).toBe("CN=vpn");
      expect(leaf.subjectAltName).toBe("DNS:vpn.example.org, IP Address:192.168.1.70");
      expect(BigInt(`0x${leaf.serialNumber}`).toString()).toBe(id);
    },
  );

  it("fails when the authority's key is another one", () => {
    const root = authority(ec);
    const other = authority(ec);
    const mixed = {
      ...root,
      inputs: { ...root.inputs, privateKeyPem: other.inputs.privateKeyPem },
    };
    expect(() => signed(mixed, ec)).toThrow("does not belong to its private key");
  });

  it("fails for what is no key, without repeating it", () => {
    const inputs = { ...authority(ec).inputs, privateKeyPem: "hush" };
    expect(() => make(SELF, inputs)).toThrow("this is not a private key in PEM");
  });
});

describe("the lab's changes", () => {
  const root = authority({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  const diff = (news: PropertyMap) =>
    tls.diff(SELF, root.id, root.inputs, root.outputs, { ...root.inputs, ...news });

  it("make a certificate anew for everything but the renewal's date", () => {
    expect(diff({}).changes).toBe(false);
    expect(diff({ validityPeriodHours: 1 }).replaces).toEqual(["validityPeriodHours"]);
    expect(diff({ earlyRenewalHours: 24 })).toMatchObject({ changes: true, replaces: [] });
  });

  it("make a certificate anew when it is due", () => {
    expect(diff({ earlyRenewalHours: 90_000 }).replaces).toEqual(["readyForRenewal"]);
  });
});

describe("the lab's checks", () => {
  it("fails for a missing and an unknown property and a wrong choice", () => {
    const { failures } = tls.check(KEY, { algorithm: "DSA", size: 1 });
    expect(failures.map(({ property }) => property)).toEqual(["size", "algorithm"]);
    expect(tls.check(SELF, {}).failures.map(({ property }) => property)).toEqual([
      "privateKeyPem",
      "validityPeriodHours",
      "allowedUses",
    ]);
  });

  it("fails for a type that it does not have", () => {
    expect(() => make("tls:index/other:Other", {})).toThrow("it has tls:index/privateKey");
  });
});
