import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TlsEstate } from "@vmnet/simulator/tls/tls";
import type { PropertyMap } from "vmnet/network/model/resource";
import {
  clientEntry,
  clientProfile,
  FILES,
  gatewayUserData,
  packetFilter,
  serverConfiguration,
  staticKeyText,
} from "vmnet/network/openvpn";

import { icmp, tcp, udp } from "vmnet/network/services";

import { plan, serverSecrets } from "./plans";

jest.setTimeout(60_000);

const has = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
/** Real daemons need a tunnel device in a network of their own. */
const canRun =
  has("openvpn") &&
  spawnSync("unshare", ["-Urn", "openvpn", "--mktun", "--dev", "tun9"], { timeout: 5000 })
    .status === 0;
const where = (possible: boolean) => (possible ? describe : describe.skip);

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
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vmnet-openvpn-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /**
   * Server and client in one network of their own. A user namespace has no other users and no PAM
   * service, so the lines about these are left out, and a script stands for the second factor.
   */
  function connect(name: string, client = identity(name, "client_auth"), revoked: string[] = []) {
    const ours = plan();
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    mkdirSync(join(folder, FILES.clients));
    mkdirSync(join(folder, FILES.revoked));
    revoked.forEach((serial) => write(join(FILES.revoked, serial), ""));
    for (const [key, entry] of Object.entries(ours.clients)) {
      write(join(FILES.clients, key), clientEntry(ours, entry));
    }
    write(FILES.ca, caCertificatePem);
    write(FILES.certificate, server.certificatePem);
    write(FILES.privateKey, server.privateKeyPem);
    write(FILES.tlsCrypt, tlsCryptKey);
    write("code.sh", '#!/bin/sh\ntest "$(sed -n 2p "$1")" = 123456\n');
    const lines = serverConfiguration(ours)
      .split("\n")
      .filter((line) => !/^(user|group|plugin) /.test(line));
    const script = ["script-security 2", 'auth-user-pass-verify "/bin/sh code.sh" via-file'];
    write("vmnet.conf", [...lines, ...script, ""].join("\n"));
    const profile = clientProfile(
      { host: "127.0.0.1", port: ours.port, serverName: "vpn" },
      { caCertificatePem, tlsCryptKey, ...client },
    );
    write("client.ovpn", profile.replace("auth-user-pass\n", "auth-user-pass login\n"));
    write("login", "anybody\n123456\n");
    write(
      "run.sh",
      [
        "ip link set lo up",
        "openvpn --config vmnet.conf --log server.log & server=$!",
        "sleep 1",
        "timeout 8 openvpn --config client.ovpn --dev tun1 --route-nopull --connect-retry-max 1 \\",
        "  --explicit-exit-notify 0 --verb 4 >client.log 2>&1 & client=$!",
        "for i in $(seq 60); do grep -qE 'Completed|AUTH_FAILED|TLS Error|exiting' client.log && break; sleep 0.1; done",
        "kill $client $server; wait",
        "cat server.log client.log",
      ].join("\n"),
    );
    return spawnSync("unshare", ["-Urn", "sh", "run.sh"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 30_000,
    }).stdout;
  }

  it("takes both configurations, and connects by TLS 1.3", () => {
    const log = connect("ben");
    expect(log).toMatch(/Initialization Sequence Completed[^]*Initialization Sequence Completed/);
    expect(log).toContain("TLSv1.3");
    expect(log).toContain("AES-256-GCM");
  });

  it("gives a client the address that it owns", () => {
    expect(connect("anna")).toContain("ifconfig 10.8.0.130 255.255.255.0");
  });

  it("fails for a certificate whose name has no file", () => {
    expect(connect("carl")).not.toMatch(/Completed[^]*Completed/);
  });

  it("fails for a revoked certificate", () => {
    const client = identity("ben", "client_auth");
    const log = connect("ben", client, [client.serial]);
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
