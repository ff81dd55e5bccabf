import { CertificateAuthority, CertificateKey } from "vmnet";

import { faultsOf } from "./faults";
import { namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(60_000);

const authority = (clients: Record<string, { revoked?: boolean }> = { anna: {}, ben: {} }) =>
  new CertificateAuthority("pki", { servers: { vpn: {} }, clients });

describe("CertificateAuthority", () => {
  it("makes three resources per certificate, on the curve P-256", async () => {
    const { find, names } = await built(() => authority());
    expect(names()).toHaveLength(1 + 2 + 3 * 3);
    expect(find("pki-client-key-anna").inputs).toMatchObject({
      algorithm: "ECDSA",
      ecdsaCurve: "P256",
    });
    expect(find("pki-client-certificate-anna").inputs).toMatchObject({
      allowedUses: ["digital_signature", "client_auth"],
    });
    expect(find("pki-key").protect).toBe(true);
    expect(find("pki-certificate").parent).toBe("pki");
  });

  it("keeps private keys secret, and gives certificates that the authority signed", async () => {
    const { value, find } = await built(async () => {
      const { clientPrivateKeysPem, clientCertificatesPem } = authority();
      return [await clientPrivateKeysPem.isSecret, await valueOf(clientCertificatesPem)];
    });
    expect(value).toEqual([
      true,
      { anna: expect.stringContaining("BEGIN CERTIFICATE"), ben: expect.anything() },
    ]);
    expect(find("pki-client-certificate-anna").inputs.caPrivateKeyPem).toHaveProperty("secret");
  });

  it("lists the serial numbers of revoked certificates", async () => {
    const { value } = await built(async () => {
      const one = authority({ anna: { revoked: true }, ben: {} });
      const [revoked, serials] = [one.revokedSerialNumbers, one.clientSerialNumbers];
      return [await valueOf(revoked), (await valueOf(serials)).anna];
    });
    const [revoked, anna] = value as [string[], string];
    expect(revoked).toEqual([anna]);
    expect(anna).toMatch(/^[1-9][0-9]+$/);
  });

  it("registers the same in a preview", async () => {
    expect(await namesInBoth(() => authority())).toContain("pki-server-key-vpn");
  });

  it("changes nobody else when a client comes in the middle", async () => {
    const described = async (clients: Record<string, object>) => {
      const { registrations } = await built(() => authority(clients));
      // Every run makes keys of its own: their places count, not their digits.
      const text = JSON.stringify(registrations.filter(({ custom }) => custom));
      return JSON.parse(text.replace(/(-----BEGIN [A-Z ]+-----)[^-]+/g, "$1")) as {
        name: string;
      }[];
    };
    const before = await described({ anna: {}, carl: {} });
    const after = await described({ anna: {}, ben: {}, carl: {} });
    const isNew = ({ name }: { name: string }) => name.endsWith("-ben");
    expect(after.filter((one) => !isNew(one))).toEqual(before);
    expect(after.filter(isNew)).toHaveLength(3);
  });

  it("fails with every fault at once", async () => {
    const faults = await faultsOf(
      () =>
        new CertificateAuthority("pki", {
          keyKind: CertificateKey.Rsa,
          rsaBits: 1024,
          validityHours: 90_000,
          servers: { vpn: { dnsNames: ["https://vpn"], addresses: ["1.2.3"] } },
          clients: { vpn: {}, DEFAULT: {} },
          revokedSerialNumbers: { carl: "0x12ab" },
        }),
    );
    expect(faults).toMatchObject({
      rsaBits: "out of range",
      validityHours: "a certificate would outlive its authority",
      "servers.vpn.dnsNames[0]": "this is not a DNS name",
      "servers.vpn.addresses[0]": expect.anything(),
      "clients.vpn": "a server has this name already",
      "clients.DEFAULT": expect.stringContaining("every client that has none"),
      "revokedSerialNumbers.carl": "this is not a serial number",
    });
  });

  it("fails when there is nobody, and for an RSA size on a curve", async () => {
    const faults = await faultsOf(() => new CertificateAuthority("pki", { rsaBits: 4096 }));
    expect(Object.keys(faults).sort()).toEqual(["clients", "rsaBits"]);
  });
});
