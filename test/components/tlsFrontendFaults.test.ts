import { CertificateAuthority, TlsFrontend } from "vmnet";
import type { TlsFrontendArgs } from "vmnet";

import { faultsOf, refused } from "./faults";
import { certificateFor, frontend, frontendArgs, own } from "./frontendFixtures";
import { runProgram } from "./harness";

jest.setTimeout(120_000);

const faults = (changes: Partial<TlsFrontendArgs>) =>
  faultsOf(() => new TlsFrontend("web", frontendArgs(changes)));
const one = { a: { address: "10.0.0.11", hostSystemId: "host-21" } };
const acme = { agreeToTerms: true };

/** What is found only once secrets are known: at an update, before anything else is made. */
async function lateMessage(changes: Partial<TlsFrontendArgs>): Promise<string> {
  const { errors, registrations } = await runProgram(() => frontend(changes));
  expect(registrations.filter(({ type }) => type.includes("VirtualMachine"))).toEqual([]);
  return errors.map(({ message }) => message).join("\n");
}

describe("TlsFrontend", () => {
  it("fails with every fault at once, and registers nothing", async () => {
    expect(
      await faults({
        network: {
          ...frontendArgs().network,
          gatewayAddress: "10.0.1.1",
          groupPath: "dmz",
        },
        machines: {
          a: { address: "10.0.1.11", hostSystemId: "host-21" },
          "b c": { address: "10.0.0.11", hostSystemId: "", vmName: "a/b" },
        },
        serverNames: ["https://www.example.org"],
        upstreams: { app: { address: "10.0.9.300", port: 70_000, path: "api" } },
        compute: { ...frontendArgs().compute, memoryMb: 1022 },
        hstsSeconds: -1,
        rateLimit: { requestsPerSecond: 0, burst: 5 },
        nsxIdPrefix: "a b",
      }),
    ).toMatchObject({
      "network.gatewayAddress": "this address is not in the network",
      "network.groupPath": "this is not a policy path",
      "machines.a.address": "this address is not in the network",
      "machines.b c": "this key names resources",
      "machines.b c.hostSystemId": "this is required",
      "machines.b c.vmName": "this cannot be the name of a machine",
      "serverNames[0]": "this is not a DNS name",
      "upstreams.app.address": expect.anything() as string,
      "upstreams.app.port": "out of range",
      "upstreams.app.path": "this is not the beginning of a path",
      "compute.memoryMb": "memory comes in steps of 4 MB",
      hstsSeconds: "out of range",
      "rateLimit.requestsPerSecond": "out of range",
      "nsxIdPrefix.a b": "this key names resources",
    });
  });

  it("fails for stapling with Let's Encrypt, with the reason (R33)", async () => {
    const stapling = { responderUrl: "http://192.0.2.9/" };
    const error = await refused(
      () =>
        new TlsFrontend(
          "web",
          frontendArgs({ machines: one, certificate: undefined, acme, stapling }),
        ),
    );
    expect(error.message).toContain(
      "stapling: Let's Encrypt has had no OCSP responder since August 2025",
    );
    expect(error.message).toContain("leave this out");
  });

  it("fails for ACME on several machines, for a wildcard, and without consent or name server", async () => {
    expect(
      await faults({
        certificate: undefined,
        acme: { agreeToTerms: false, directoryUrl: "http://acme.example/", email: "x y" },
        serverNames: ["*.example.org"],
        dnsServers: [],
      }),
    ).toEqual({
      machines: expect.stringContaining("ACME is one machine's") as string,
      "serverNames[0]": expect.stringContaining("proves single names only") as string,
      "acme.agreeToTerms": expect.stringContaining("terms") as string,
      "acme.directoryUrl": "this URL cannot be used here",
      "acme.email": "this is not a mail address",
      dnsServers: expect.stringContaining("directory") as string,
    });
  });

  it("fails for no certificate, and for two", async () => {
    expect(await faults({ certificate: undefined })).toEqual({ issued: "there is no certificate" });
    expect(await faults({ machines: one, acme })).toEqual({
      acme: "there are several certificates",
    });
  });

  it("fails for a responder by a name that nobody could find, and one over HTTPS", async () => {
    const certificate = { ...frontendArgs().certificate!, issuerPem: "issuer" };
    const named = { responderUrl: "http://ocsp.example.org/" };
    expect(await faults({ certificate, stapling: named, dnsServers: [] })).toEqual({
      dnsServers: expect.stringContaining("responder") as string,
    });
    const secure = { responderUrl: "https://ocsp.example.org/" };
    expect(await faults({ certificate, stapling: secure })).toEqual({
      "stapling.responderUrl": "this URL cannot be used here",
    });
  });

  it("fails for a machine with the gateway's address or another's, and for two upstreams of one path", async () => {
    const machines = {
      a: { address: "10.0.0.1", hostSystemId: "host-21" },
      b: { address: "10.0.0.9", hostSystemId: "host-21" },
      c: { address: "10.0.0.9", hostSystemId: "host-21" },
    };
    const upstreams = { x: { address: "10.0.9.1" }, y: { address: "10.0.9.2", path: "/" } };
    expect(await faults({ machines, upstreams })).toEqual({
      "machines.a.address": "the gateway has this already",
      "machines.c.address": "b has this already",
      "upstreams.y.path": "x has this path already",
    });
  });

  it("fails for a certificate that lacks a name, before any machine is made", async () => {
    const serverNames = ["www.example.org", "shop.example.org"];
    const result = await faults({ serverNames });
    expect(result).toEqual({
      "certificate.certificatePem": "the certificate lacks shop.example.org",
    });
    const pki = () =>
      new CertificateAuthority("pki", { servers: { web: { dnsNames: ["shop.example.org"] } } });
    const { errors } = await runProgram(() =>
      frontend({ certificate: undefined, issued: { authority: pki(), name: "web" } }),
    );
    expect(errors.map(({ message }) => message).join()).toContain("lacks www.example.org");
  });

  it("fails for a key of another certificate, and for none at all, and repeats neither", async () => {
    const other = certificateFor("www.example.org");
    const certificate = { certificatePem: own.pem, privateKeyPem: other.key };
    expect(await lateMessage({ certificate })).toContain(
      "certificate.privateKeyPem: this is the key of another certificate",
    );
    const wrong = { certificatePem: own.pem, privateKeyPem: "hush-hush" };
    const message = await lateMessage({ certificate: wrong });
    expect(message).toContain("certificate.privateKeyPem: this is not a private key");
    expect(message).not.toContain("hush");
    const swapped = { certificatePem: own.key, privateKeyPem: own.pem };
    expect(await lateMessage({ certificate: swapped })).not.toContain("MI");
  });

  it("fails for a name that the authority has certified nobody by", async () => {
    const authority = {
      caCertificatePem: "ca",
      serverCertificatesPem: { web: own.pem },
      serverPrivateKeysPem: { web: own.key },
    };
    const result = await faults({ certificate: undefined, issued: { authority, name: "shop" } });
    expect(result["issued.authority.serverCertificatesPem.shop"]).toBe(
      "there is nothing for this name",
    );
  });

  it("fails for types that a program without types may pass", async () => {
    const untyped = {
      machines: [],
      upstreams: null,
      serverNames: "www.example.org",
      colour: "red",
    };
    const result = await faults(untyped as unknown as Partial<TlsFrontendArgs>);
    expect(result).toMatchObject({
      machines: "this is not a map",
      upstreams: "null is no value",
      serverNames: "this is not a list",
      colour: "there is no argument of this name",
    });
  });
});
