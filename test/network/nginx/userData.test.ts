import {
  acmeService,
  frontendUserData,
  isLetsEncrypt,
  ocspObjective,
  staplingObstacle,
  type FrontendPlan,
} from "vmnet/network/nginx";
import { missed, planObjectives } from "vmnet/network/objectives";

import { plan } from "./plans";

interface CloudConfig {
  packages?: string[];
  bootcmd: string[][];
  write_files: { path: string; content: string; permissions: string }[];
  runcmd: string[][];
}

const acme = { hasOwnAuthority: false, serverNames: ["www.example.org"] };
const acmePlan = (): FrontendPlan => ({
  nginx: plan({ isAcme: true, serverNames: ["www.example.org"], responderUrl: undefined }),
  acme,
  installPackages: true,
});

function userData(frontend: FrontendPlan, secrets = {}): CloudConfig {
  const text = frontendUserData(frontend, secrets);
  expect(text.startsWith("#cloud-config\n")).toBe(true);
  return JSON.parse(text.slice(text.indexOf("\n"))) as CloudConfig;
}

const fileOf = ({ write_files: files }: CloudConfig, end: string) =>
  files.find(({ path }) => path.endsWith(end));

describe("a certificate by ACME", () => {
  it("is asked for and renewed by one command", () => {
    const text = acmeService({ ...acme, email: "certificates@example.org" });
    expect(text).toContain("--server https://acme-v02.api.letsencrypt.org/directory ");
    expect(text).toContain("--keep-until-expiring");
    expect(text).toContain("--email certificates@example.org --no-eff-email");
    expect(text).toContain("--domain www.example.org");
  });

  it("comes from another directory, with an authority of its own", () => {
    const directoryUrl = "https://acme.example:9000/acme/directory";
    const text = acmeService({ ...acme, directoryUrl, hasOwnAuthority: true });
    expect(text).toContain(`--server ${directoryUrl} `);
    expect(text).toContain("REQUESTS_CA_BUNDLE=/etc/ssl/certs/vmnet-acme.pem");
    expect(text).toContain("--register-unsafely-without-email");
  });

  it.each(["a@b.example --pre-hook x", "-x@b.example", "a@b"])("fails for the mail %s", (email) => {
    expect(() => acmeService({ ...acme, email })).toThrow(/email: this is not a mail address/);
  });

  it("is stapled by no frontend when it is Let's Encrypt's, with the reason", () => {
    expect(staplingObstacle()).toContain("since August 2025");
    expect(
      staplingObstacle("https://acme-staging-v02.api.letsencrypt.org/directory"),
    ).toBeDefined();
    expect(staplingObstacle("https://acme.example/directory")).toBeUndefined();
    expect(isLetsEncrypt("https://notletsencrypt.org/directory")).toBe(false);
  });

  it("starts no server with a certificate before there is one", () => {
    const config = userData(acmePlan());
    expect(fileOf(config, "/vmnet/tls.conf")!.content).toContain("/live/vmnet/fullchain.pem");
    expect(fileOf(config, "/enabled/tls.conf")).toBeUndefined();
    expect(fileOf(config, "/vmnet-certificate")).toMatchObject({
      permissions: "0755",
      content: expect.stringContaining("ln -sfn ../tls.conf /etc/nginx/vmnet/enabled/tls.conf"),
    });
    expect(config.packages).toEqual(["nginx", "certbot"]);
    expect(config.runcmd.map((words) => words.join(" "))).toEqual(
      expect.arrayContaining([
        "systemctl enable --now vmnet-acme.timer",
        "systemctl disable --now certbot.timer",
      ]),
    );
  });
});

describe("an own certificate", () => {
  const own = { nginx: plan(), installPackages: false };

  it("is there from the beginning, and its key for root alone", () => {
    const config = userData(own, {
      certificatePem: "chain",
      privateKeyPem: "key",
      issuerPem: "ca",
    });
    expect(fileOf(config, "/certificate.key")).toMatchObject({
      content: "key",
      permissions: "0600",
    });
    expect(fileOf(config, "/enabled/tls.conf")!.content).toContain("/vmnet/certificate.pem;");
    expect(fileOf(config, "/issuer.pem")!.content).toBe("ca");
    expect(config.packages).toBeUndefined();
    expect(config.write_files.every(({ path }) => !path.includes("systemd"))).toBe(true);
  });

  it("is one document whatever the texts hold", () => {
    const nasty = 'x\n#cloud-config\nruncmd: ["rm"]\n---\n"}';
    const config = userData(own, { certificatePem: nasty });
    expect(fileOf(config, "/certificate.pem")!.content).toBe(nasty);
    expect(config.runcmd).toHaveLength(2);
  });
});

describe("the OCSP objective (R33)", () => {
  it("is an answer within two seconds, which a probe can judge", () => {
    const objective = ocspObjective("web-1", "http://ocsp.example.org:8080/");
    const { ocsp } = planObjectives({ ocsp: objective });
    expect(ocsp).toMatchObject({
      from: "web-1",
      to: "ocsp.example.org",
      latencyMilliseconds: 2000,
    });
    expect(ocsp!.service).toEqual({ protocol: "tcp", ports: "8080" });
    expect(missed(ocsp!, { latencyMilliseconds: 2100, sent: 20_000, lost: 0 })).toEqual([
      "latency 2100 ms, wanted less than 2000",
    ]);
  });
});
