import { flagOf, listOf, textOf } from "../model/build/values";
import { isEmptyList, isUndecided, ofKind, type PolicyRule, type Violation } from "./rule";

/** Diffie-Hellman groups below 2048 bits (RFC 8247 section 2.4). */
const weakGroups = new Set(["GROUP2", "GROUP5"]);
/** Broken or missing algorithms of IKE and ESP profiles. */
const weakAlgorithms = new Set(["SHA1", "NO_ENCRYPTION", "NO_ENCRYPTION_AUTH_AES_GMAC_128"]);

export const strongTunnels: PolicyRule = {
  name: "strong-tunnels",
  severity: "error",
  reach: "resource",
  description:
    "IPsec profiles use IKEv2, encryption, forward secrecy and groups of 2048 bits or more (R34).",
  remediation: "IKE_V2, AES_GCM_256, GROUP14 or higher, enablePerfectForwardSecrecy: true.",
  check: (resources) =>
    ofKind(resources, "policyIpsecVpnIkeProfile", "policyIpsecVpnTunnelProfile").flatMap(
      (resource): Violation[] => {
        const { inputs, name } = resource;
        const weak = (property: string, set: ReadonlySet<string>) =>
          listOf(inputs[property]).flatMap((value) => {
            const text = textOf(value);
            return text !== undefined && set.has(text) ? [[property, text] as const] : [];
          });
        const faults = [
          ...weak("dhGroups", weakGroups),
          ...weak("digestAlgorithms", weakAlgorithms),
          ...weak("encryptionAlgorithms", weakAlgorithms),
          ...(["IKE_V1", "IKE_FLEX"].includes(textOf(inputs.ikeVersion) ?? "")
            ? [["ikeVersion", textOf(inputs.ikeVersion) ?? ""] as const]
            : []),
          ...(flagOf(inputs.enablePerfectForwardSecrecy) === false
            ? [["enablePerfectForwardSecrecy", "false"] as const]
            : []),
        ];
        return faults.map(([property, value]) => ({
          resource,
          property,
          text: `IPsec profile ${name} accepts ${property} ${value}`,
          fix: strongTunnels.remediation,
        }));
      },
    ),
};

const oldTls = new Set(["SSL_V2", "SSL_V3", "TLS_V1", "TLS_V1_1"]);

export const currentTls: PolicyRule = {
  name: "current-tls",
  severity: "error",
  reach: "resource",
  description: "Load balancers do not speak SSL, TLS 1.0 or TLS 1.1 (R33).",
  remediation: "List TLS_V1_2 alone; for TLS 1.3 end it on a proxy machine.",
  check: (resources) =>
    ofKind(resources, "policyLbClientSslProfile", "policyLbServerSslProfile").flatMap(
      (resource): Violation[] =>
        listOf(resource.inputs.protocols).flatMap((value) =>
          oldTls.has(textOf(value) ?? "")
            ? [
                {
                  resource,
                  property: "protocols",
                  text: `TLS profile ${resource.name} still speaks ${textOf(value)}`,
                  fix: 'set protocols: ["TLS_V1_2"]',
                },
              ]
            : [],
        ),
    ),
};

export const authenticatedBgp: PolicyRule = {
  name: "authenticated-bgp",
  severity: "warning",
  reach: "resource",
  description: "BGP sessions with neighbours are protected by a password (TCP MD5, RFC 2385).",
  remediation: "Give the neighbour a password from a secret setting.",
  check: (resources) =>
    ofKind(resources, "policyBgpNeighbor")
      .filter(({ inputs }) => !isUndecided(inputs.password) && isEmptyList(inputs.password))
      .map((resource) => ({
        resource,
        property: "password",
        text: `BGP neighbour ${resource.name} is accepted without a password`,
        fix: "set password from config.requireSecret(...)",
      })),
};
