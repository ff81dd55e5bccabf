import * as nsxt from "@pulumi/nsxt";
import { Estate, loadInventory } from "@vmnet/simulator";
import { TlsEstate } from "@vmnet/simulator/tls/tls";
import { TlsFrontend, type TlsFrontendArgs } from "vmnet";

import { lab, vmArgs } from "./fixtures";

const { resourcePoolId, datastoreId, template } = vmArgs();

/** A certificate of its own for each call. */
export function certificateFor(...dnsNames: string[]): { pem: string; key: string } {
  const tls = new TlsEstate();
  const make = (type: string, inputs: Parameters<TlsEstate["create"]>[1]) =>
    tls.create(`tls:index/${type}`, inputs, { preview: false }).outputs;
  const key = String(
    make("privateKey:PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" })["privateKeyPem"],
  );
  const certificate = make("selfSignedCert:SelfSignedCert", {
    privateKeyPem: key,
    subject: { commonName: "web" },
    dnsNames,
    allowedUses: ["digital_signature", "server_auth"],
    validityPeriodHours: 24,
  });
  return { pem: String(certificate["certPem"]), key };
}

/** Made once: keys take their time. */
export const own = certificateFor("www.example.org");

export function frontendArgs(changes: Partial<TlsFrontendArgs> = {}): TlsFrontendArgs {
  return {
    network: {
      networkId: "network-11",
      cidr: "10.0.0.0/24",
      gatewayAddress: "10.0.0.1",
      groupPath: "/infra/domains/default/groups/dmz",
    },
    machines: {
      a: { address: "10.0.0.11", hostSystemId: lab.host },
      b: { address: "10.0.0.12", hostSystemId: lab.otherHost },
    },
    compute: { resourcePoolId, datastoreId, template },
    dnsServers: ["10.0.0.53"],
    serverNames: ["www.example.org"],
    upstreams: { app: { address: "10.0.9.10" } },
    certificate: { certificatePem: own.pem, privateKeyPem: own.key },
    ...changes,
  };
}

/** A network that the lab has without anybody's doing: a machine needs one to be on. */
const networkId = String(
  Estate.open({ inventory: loadInventory() }).invoke("vsphere:index/getNetwork:getNetwork", {
    name: "VM Network",
  })["id"],
);

/** A frontend with the group that its rule is about; small, for many tests build it. */
export function frontend(changes: Partial<TlsFrontendArgs> = {}): TlsFrontend {
  const { path: groupPath } = new nsxt.PolicyGroup("dmz", { nsxId: "dmz", displayName: "dmz" });
  const args = frontendArgs();
  const network = { ...args.network, networkId, groupPath };
  return new TlsFrontend("web", { ...args, network, ...changes });
}
