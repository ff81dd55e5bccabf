import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TlsEstate } from "@vmnet/simulator/tls/tls";
import type { PropertyMap } from "vmnet/network/model/resource";
import { clientProfile, gatewayUserData, packetFilter, staticKeyText } from "vmnet/network/openvpn";

import { icmp, tcp, udp } from "vmnet/network/services";

import { has, where } from "../../programs";
import { canRun, connect } from "./daemons";
import { plan, serverSecrets } from "./plans";

jest.setTimeout(60_000);

const tls = new TlsEstate();
const make = (type: string, inputs: PropertyMap) =>
  tls.create(`tls:index/${type}`, inputs, { preview: false });
const newKey = () => {
  const key = make("privateKey:PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" });
  return String(key.outputs.privateKeyPem);
};

const caKey = newKey();
const caCertificatePem = String(
  make("selfSignedCert:SelfSignedCert", {
    privateKeyPem: caKey,
    subject: { commonName: "authority" },
    allowedUses: ["cert_signing", "crl_signing"],
    isCaCertificate: true,
    validityPeriodHours: 24,
  }).outputs.certPem,
);

function identity(commonName: string, use: string) {
  const privateKeyPem = newKey();
  const request = make("certRequest:CertRequest", { privateKeyPem, subject: { commonName } });
  const certificate = make("locallySignedCert:LocallySignedCert", {
    caCertPem: caCertificatePem,
    caPrivateKeyPem: caKey,
    certRequestPem: request.outputs.certRequestPem!,
    allowedUses: ["digital_signature", use],
    validityPeriodHours: 24,
  });
  const certificatePem = String(certificate.outputs.certPem);
  return { privateKeyPem, certificatePem, serial: certificate.id };
}

where(canRun)("a real OpenVPN", () => {
  const tlsCryptKey = staticKeyText("0f1e2d3c4b5a6978".repeat(32));
  const server = identity("vpn", "server_auth");

  function connectAs(
    name: string,
    client = identity(name, "client_auth"),
    revoked: string[] = [],
  ): string {
    const ours = plan({ revokedSerialNumbers: revoked });
    const secrets = {
      caCertificatePem,
      certificatePem: server.certificatePem,
      privateKeyPem: server.privateKeyPem,
      tlsCryptKey,
      seeds: {},
    };
    const remote = { host: "127.0.0.1", port: ours.port, serverName: "vpn" };
    const profile = clientProfile(remote, { caCertificatePem, tlsCryptKey, ...client });
    return connect(gatewayUserData(ours, secrets), profile);
  }

  it("takes both configurations, and connects by TLS 1.3", () => {
    const log = connectAs("ben");
    expect(log).toMatch(/Initialization Sequence Completed[^]*Initialization Sequence Completed/);
    expect(log).toContain("TLSv1.3");
    expect(log).toContain("AES-256-GCM");
  });

  it("gives a client the address that it owns", () => {
    expect(connectAs("anna")).toContain("ifconfig 10.8.0.130 255.255.255.0");
  });

  it("fails for a certificate whose name has no file", () => {
    expect(connectAs("carl")).not.toMatch(/Completed[^]*Completed/);
  });

  it("fails for a revoked certificate", () => {
    const client = identity("ben", "client_auth");
    const log = connectAs("ben", client, [client.serial]);
    expect(log).not.toMatch(/Completed[^]*Completed/);
    expect(log).toMatch(/revoked/i);
  });
});

where(has("nft"))("a real nft", () => {
  it.each(["masquerade", "routed"])("takes the packet filter of a %s pool", (mode) => {
    const services = { "10.0.0.0/24": [tcp("22,440-450"), udp(), icmp(), icmp(8), icmp(3, 4)] };
    const input = packetFilter(plan({ mode, services }));
    const { status, stderr } = spawnSync("unshare", ["-Urn", "nft", "-c", "-f", "-"], {
      input,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});

where(has("cloud-init"))("a real cloud-init", () => {
  it("finds the user data valid", () => {
    const folder = mkdtempSync(join(tmpdir(), "vmnet-cloud-init-"));
    const file = join(folder, "user-data");
    writeFileSync(file, gatewayUserData(plan(), serverSecrets));
    const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "--config-file", file], {
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true, force: true });
    expect(`${stdout}${stderr}`).toContain("Valid");
    expect(status).toBe(0);
  });
});
