import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { request as requestPlain } from "node:http";
import { request } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureVersion } from "node:tls";
import { TlsEstate } from "@vmnet/simulator/tls/tls";
import {
  ENABLED,
  frontendUserData,
  nginxConfiguration,
  TLS_FILE,
  tlsConfiguration,
  type NginxPlaces,
} from "vmnet/network/nginx";
import type { PropertyMap } from "vmnet/network/model/resource";

import { has, where } from "../../programs";
import { plan } from "./plans";

jest.setTimeout(60_000);

const NGINX = "/usr/sbin/nginx";

const tls = new TlsEstate();
const make = (type: string, inputs: PropertyMap) =>
  tls.create(`tls:index/${type}`, inputs, { preview: false });

function authority() {
  const key = String(
    make("privateKey:PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" }).outputs.privateKeyPem,
  );
  const certificate = make("selfSignedCert:SelfSignedCert", {
    privateKeyPem: key,
    subject: { commonName: "authority" },
    allowedUses: ["cert_signing", "crl_signing"],
    isCaCertificate: true,
    validityPeriodHours: 24,
  });
  return { key, pem: String(certificate.outputs.certPem) };
}

function serverIdentity(ca: ReturnType<typeof authority>) {
  const { outputs } = make("privateKey:PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" });
  const asked = make("certRequest:CertRequest", {
    privateKeyPem: outputs.privateKeyPem!,
    subject: { commonName: "www.example.org" },
    dnsNames: ["www.example.org", "example.org"],
  });
  const certificate = make("locallySignedCert:LocallySignedCert", {
    caCertPem: ca.pem,
    caPrivateKeyPem: ca.key,
    certRequestPem: asked.outputs.certRequestPem!,
    allowedUses: ["digital_signature", "server_auth"],
    validityPeriodHours: 24,
  });
  return { key: String(outputs.privateKeyPem), pem: String(certificate.outputs.certPem) };
}

/** Ports that nobody has at this moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createTcpServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((one) => once(one, "listening")));
  const ports = servers.map((one) => (one.address() as AddressInfo).port);
  await Promise.all(servers.map((one) => once(one.close(), "close")));
  return ports;
}

where(has(NGINX))("a real nginx", () => {
  const ca = authority();
  let folder = "";
  let places: NginxPlaces;
  let upstream: Server;
  let nginx: ChildProcess | undefined;
  let seen: IncomingHttpHeaders = {};
  const running = plan({ responderUrl: undefined });

  const write = (changes: Parameters<typeof plan>[0]) => {
    const file = join(folder, "nginx.conf");
    writeFileSync(file, nginxConfiguration(plan(changes), places));
    writeFileSync(join(folder, ENABLED, TLS_FILE), tlsConfiguration(plan(changes), places));
    return file;
  };
  const nginxSays = (changes: Parameters<typeof plan>[0]) => {
    const words = ["-t", "-c", write(changes), "-p", folder, "-e", join(folder, "error.log")];
    const { status, stderr } = spawnSync(NGINX, words, { encoding: "utf8" });
    return { status, stderr };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "vmnet-nginx-"));
    const [httpPort = 0, httpsPort = 0] = await freePorts(2);
    const identity = serverIdentity(ca);
    const at = (name: string) => join(folder, name);
    places = {
      folder,
      challenges: at("challenges"),
      certificate: at("certificate.pem"),
      privateKey: at("certificate.key"),
      issuer: at("issuer.pem"),
      cache: folder,
      logs: folder,
      pidFile: at("nginx.pid"),
      // Workers of a root's nginx would be nobody's, who may not read this folder.
      ...(process.getuid?.() === 0 ? { user: "root" } : {}),
      listen: "127.0.0.1:",
      httpPort,
      httpsPort,
    };
    mkdirSync(at(ENABLED));
    mkdirSync(join(places.challenges, ".well-known/acme-challenge"), { recursive: true });
    writeFileSync(join(places.challenges, ".well-known/acme-challenge/token"), "token.thumbprint");
    writeFileSync(places.certificate, identity.pem);
    writeFileSync(places.privateKey, identity.key);
    writeFileSync(places.issuer, ca.pem);
    writeFileSync(at("upstream-api.pem"), ca.pem);
    upstream = createServer((asked, answer) => {
      seen = asked.headers;
      answer.setHeader("Strict-Transport-Security", "max-age=1");
      answer.end(`upstream got ${asked.url}`);
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
    const { port } = upstream.address() as AddressInfo;
    const upstreams = { ...running.upstreams, app: { address: "127.0.0.1", port, path: "/" } };
    const file = write({ ...running, upstreams, isAcme: true });
    // As a child in the foreground: it ends with its pid, and with this process.
    nginx = spawn(NGINX, ["-c", file, "-p", folder, "-e", at("error.log"), "-g", "daemon off;"], {
      stdio: "ignore",
    });
    await ready(httpsPort);
  });

  afterAll(async () => {
    if (nginx?.exitCode === null) {
      nginx.kill("SIGTERM");
      await once(nginx, "exit");
    }
    upstream?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Waits until somebody listens. */
  async function ready(port: number): Promise<void> {
    for (let left = 100; ; left -= 1) {
      try {
        await handshake(port, {});
        return;
      } catch (error) {
        if (left === 0 || nginx?.exitCode !== null) {
          const log = readFileSync(join(folder, "error.log"), "utf8");
          throw new Error(`nginx does not answer: ${String(error)}\n${log}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  function handshake(
    port: number,
    { version, name = "www.example.org" }: { version?: SecureVersion; name?: string },
  ): Promise<{ protocol: string | null; cipher: string }> {
    return new Promise((resolve, reject) => {
      const limits = version === undefined ? {} : { minVersion: version, maxVersion: version };
      const options = { host: "127.0.0.1", port, servername: name, ca: ca.pem, ...limits };
      const socket = connect(options, () => {
        resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name });
        socket.end();
      });
      socket.on("error", reject);
    });
  }

  function get(path: string, headers: Record<string, string> = {}) {
    return new Promise<{ status?: number; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const options = {
          ...{ host: "127.0.0.1", port: places.httpsPort, path, ca: ca.pem, headers },
          ...{ servername: "www.example.org", agent: false as const },
        };
        collect(request(options), resolve, reject);
      },
    );
  }

  function getPlain(path: string, host: string) {
    return new Promise<{ status?: number; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const options = { host: "127.0.0.1", port: places.httpPort, path, headers: { host } };
        collect(requestPlain(options), resolve, reject);
      },
    );
  }

  function collect(
    asked: ReturnType<typeof request>,
    resolve: (answer: { status?: number; headers: IncomingHttpHeaders; body: string }) => void,
    reject: (error: Error) => void,
  ): void {
    asked.on("error", reject);
    asked.on("response", (answer) => {
      let body = "";
      answer.on("data", (part: Buffer) => (body += part.toString()));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    asked.end();
  }

  it("shakes hands by TLS 1.3", async () => {
    const { protocol, cipher } = await handshake(places.httpsPort, { version: "TLSv1.3" });
    expect(protocol).toBe("TLSv1.3");
    expect(cipher).toMatch(
      /^TLS_(AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256|AES_128_GCM_SHA256)$/,
    );
  });

  it("fails for a client that speaks TLS 1.2 (R33)", async () => {
    await expect(handshake(places.httpsPort, { version: "TLSv1.2" })).rejects.toThrow(
      /alert protocol version|wrong version/i,
    );
  });

  it("fails for a name that is not its own, without showing a certificate", async () => {
    const asked = handshake(places.httpsPort, { name: "other.example.org" });
    await expect(asked).rejects.toThrow(/unrecognized name/i);
  });

  it("hands requests on, with its own word on who asked", async () => {
    const answer = await get("/path?x=1", {
      host: "www.example.org",
      "x-forwarded-for": "6.6.6.6",
    });
    expect(answer.body).toBe("upstream got /path?x=1");
    expect(seen).toMatchObject({
      host: "www.example.org",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
    });
    expect(answer.headers).toMatchObject({
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      server: "nginx",
    });
  });

  it("leads plain HTTP to HTTPS, and answers challenges", async () => {
    const led = await getPlain("/x?y=1", "example.org");
    expect(led.status).toBe(308);
    expect(led.headers.location).toBe(`https://example.org:${places.httpsPort}/x?y=1`);
    const challenge = await getPlain("/.well-known/acme-challenge/token", "www.example.org");
    expect(challenge).toMatchObject({ status: 200, body: "token.thumbprint" });
    await expect(getPlain("/", "other.example.org")).rejects.toThrow(/hang up|ECONNRESET/);
  });

  it.each([
    ["stapled answers", {}],
    ["the machine's own limits", { rateLimit: undefined, hstsSeconds: 0 }],
    ["a wildcard name", { serverNames: ["*.example.org"] }],
  ])("finds the configuration with %s valid", (_what, changes) => {
    // The responder's name is looked up when nginx starts; an address needs nobody.
    const responderUrl = "http://127.0.0.1:9/";
    const { status, stderr } = nginxSays({ responderUrl, resolvers: [], ...changes });
    expect(stderr).toMatch(/syntax is ok[^]*test is successful/);
    expect(stderr).not.toMatch(/\[(emerg|alert|crit|error)\]/);
    expect(status).toBe(0);
  });
});

where(has("cloud-init"))("a real cloud-init", () => {
  const acme = { hasOwnAuthority: true, serverNames: ["www.example.org"] };
  const own = { nginx: plan(), installPackages: false };

  it.each([
    ["an own certificate", own],
    ["ACME", { nginx: plan({ isAcme: true }), acme, installPackages: true }],
  ])("finds the user data with %s valid", (_what, frontend) => {
    const folder = mkdtempSync(join(tmpdir(), "vmnet-cloud-init-"));
    const file = join(folder, "user-data");
    writeFileSync(file, frontendUserData(frontend, { certificatePem: "c", privateKeyPem: "k" }));
    const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "--config-file", file], {
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true, force: true });
    expect(`${stdout}${stderr}`).toContain("Valid");
    expect(status).toBe(0);
  });
});
